// Light or dark: as the system says, until the reader chooses.

export type Theme = "light" | "dark"

const KEPT = "ralex-theme"
const dark = matchMedia("(prefers-color-scheme: dark)")

export function theme(): Theme {
  const kept = localStorage.getItem(KEPT)
  if (kept === "light" || kept === "dark") return kept
  return dark.matches ? "dark" : "light"
}

/** Puts it on the page, and says so to whoever draws. */
export function showTheme(): void {
  document.documentElement.dataset.theme = theme()
  dispatchEvent(new Event("ralex-theme"))
}

export function switchTheme(): void {
  localStorage.setItem(KEPT, theme() === "dark" ? "light" : "dark")
  showTheme()
}

dark.addEventListener("change", showTheme)

export function color(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim()
}
