// Lets TypeScript accept YAML imports, which Bun reads and bundles itself; each is validated by zod where it is loaded.
declare module "*.yaml" {
  const content: unknown
  export default content
}
