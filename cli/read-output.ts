// What stdout is: a terminal with its width and colours, or a pipe or file, which gets plain lines. `variables` are the
// environment's.
import type { Output } from "./context.ts"
import type { Variables } from "./with-absolute-paths.ts"

export interface Stream {
  isTTY?: boolean
  columns?: number
}

/** NO_COLOR and FORCE_COLOR as their conventions have it: no-color.org, force-color.org. */
export function readOutput(stream: Stream, variables: Variables): Output {
  const isTerminal = stream.isTTY === true && variables.TERM !== "dumb"
  const { NO_COLOR: never, FORCE_COLOR: always } = variables
  const wanted = isTerminal || (Boolean(always) && always !== "0")
  return { colors: wanted && !never, columns: isTerminal ? stream.columns : undefined }
}
