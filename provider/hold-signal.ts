// Keeps a caller's abort signal awake for as long as it lives: in Bun 1.3 one of AbortSignal.timeout that loses its last
// listener never aborts any more, and each try of a call ties its own and unties it again.
const held = new WeakSet<AbortSignal>()

export function holdSignal(signal: AbortSignal | undefined): void {
  if (!signal || held.has(signal)) return
  held.add(signal)
  signal.addEventListener("abort", () => {}, { once: true })
}
