// A tool's name in one spelling: deleteRepository, delete-repository and Delete_Repository are delete_repository.

export function toolName(tool: string): string {
  return tool
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
}
