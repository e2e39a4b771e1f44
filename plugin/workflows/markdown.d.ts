// Lets TypeScript accept Markdown imports, which Bun reads and bundles as text.
declare module "*.md" {
  const text: string
  export default text
}
