// What a tool call is about, in one text: a command, a file, an address, or all its arguments.

export function subjectOf(args: Record<string, unknown>): string {
  return String(args.command ?? args.filePath ?? args.path ?? args.url ?? JSON.stringify(args))
}
