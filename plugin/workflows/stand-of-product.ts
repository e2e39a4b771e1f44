// Which of the product's files are there and which are still to be written. Pure.
import { type Project, pathOf } from "./project.ts"

/** From the project's root. */
export function missingProduct(project: Project): string[] {
  const { product, productOptional } = project.layout
  const without = product.filter((file) => !project.product.includes(file))
  const missing = without.every((file) => productOptional.includes(file)) ? [] : without
  return missing.map((file) => pathOf(project, "product", file))
}

export function standOfProduct(project: Project): string[] {
  const there = project.product.map((file) => pathOf(project, "product", file))
  const missing = missingProduct(project)
  const begun = there.length > 0 && missing.length > 0
  return [
    project.exists
      ? `This project uses AgentOS's folders of generation ${project.layout.generation}, in \`${project.layout.root}/\`.`
      : `This project has no AgentOS folder yet; it gets \`${project.layout.root}/\`.`,
    ...(begun ? ["An earlier run was interrupted: go on with the first missing file."] : []),
    there.length > 0 ? `There already: ${listOf(there)}.` : "None of the product's files is there.",
    missing.length > 0
      ? `Still to be written, in this order: ${listOf(missing)}.`
      : "Nothing is missing: change only what the person asks for.",
  ]
}

export function listOf(paths: readonly string[]): string {
  return paths.map((path) => `\`${path}\``).join(", ")
}
