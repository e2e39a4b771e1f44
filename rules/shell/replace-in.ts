// Puts an item of a list in the place of a mark, in every word of a command.

export function replaceIn(command: readonly string[], mark: string, item: string): string[] {
  return command.map((word) => (mark === "" ? word : word.replaceAll(mark, () => item)))
}
