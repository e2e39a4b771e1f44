// The page: what the bundler put here, or, in a checkout, built now.
import { buildPage } from "./build-page.ts"

/** Set by scripts/build.ts. */
declare const RALEX_PAGE: string | undefined

export function pageText(): Promise<string> {
  return typeof RALEX_PAGE === "string" ? Promise.resolve(RALEX_PAGE) : buildPage()
}
