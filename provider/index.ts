// The model's side of Ralex. Routing fails open (to the middle tier), money fails closed before a call and never
// blocks after its first token. OpenCode takes the first export named create*, so there is exactly one.
export { createRalex } from "./create-ralex.ts"
