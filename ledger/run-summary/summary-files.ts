// Which files get the summary of a run, and in which form. Pure.
import { type Instance, isCi } from "../../config/index.ts"

export interface SummaryFile {
  path: string
  form: "markdown" | "json" | "junit"
}

/** RALEX_SUMMARY's by their ends, `ci.json`, `ci.junit`, and the page of the job at GitHub. */
export function summaryFiles({
  environment,
  loaded,
}: Pick<Instance, "environment" | "loaded">): SummaryFile[] {
  const { ci } = loaded.config
  const page = ci.summary && isCi(ci, environment) ? environment.stepSummary : undefined
  const files = [
    ...environment.summaries.map((path) => ({ path, form: formOf(path) })),
    ...(page === undefined ? [] : [{ path: page, form: "markdown" as const }]),
    ...(ci.json === null ? [] : [{ path: ci.json, form: "json" as const }]),
    ...(ci.junit === null ? [] : [{ path: ci.junit, form: "junit" as const }]),
  ]
  return [...new Map(files.map((file) => [file.path, file])).values()]
}

function formOf(path: string): SummaryFile["form"] {
  if (/\.json$/i.test(path)) return "json"
  return /\.xml$/i.test(path) ? "junit" : "markdown"
}
