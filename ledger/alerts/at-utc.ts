// A moment as a sentence has it: "2026-11-23 00:00 UTC", the clock that budgets go by.

export function atUtc(time: Date): string {
  return `${time.toISOString().slice(0, 16).replace("T", " ")} UTC`
}
