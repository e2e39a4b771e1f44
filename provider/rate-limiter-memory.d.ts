// The one limiter of the package that Ralex bundles; its types are those of the whole package.
declare module "rate-limiter-flexible/lib/RateLimiterMemory.js" {
  import { RateLimiterMemory } from "rate-limiter-flexible"
  export default RateLimiterMemory
}
