// One pattern for many fixed marks: one look at a short text instead of one for each.

/** @param flags "i" where case does not matter. */
export function anyMark(marks: Iterable<string>, flags = ""): RegExp {
  return new RegExp([...new Set(marks)].map(escaped).join("|"), flags)
}

function escaped(mark: string): string {
  return mark.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&")
}
