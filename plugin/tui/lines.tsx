/** @jsxImportSource @opentui/solid */
// Styled lines as OpenTUI's elements in the colours of the theme. No decision is made here.

import type { TuiThemeCurrent } from "@opencode-ai/plugin/tui"
import type { StyledLine, Tone } from "./styled-line.ts"

type Theme = Pick<TuiThemeCurrent, "text" | "textMuted" | "success" | "warning" | "error">

/** Read within the element, so that it is drawn anew when what it says or the theme changes. */
interface LinesProps {
  lines: () => StyledLine[]
  theme: () => Theme
}

export function Lines({ lines, theme }: LinesProps) {
  return (
    <box flexDirection="column" flexShrink={0}>
      {() => lines().map((line) => <Line line={line} theme={theme()} />)}
    </box>
  )
}

function Line({ line, theme }: { line: StyledLine; theme: Theme }) {
  return (
    <text wrapMode="none">
      {line.map(({ text, tone }) =>
        tone === "strong" ? (
          <b style={{ fg: theme.text }}>{text}</b>
        ) : (
          <span style={{ fg: colourOf(tone, theme) }}>{text}</span>
        ),
      )}
    </text>
  )
}

function colourOf(tone: Tone, theme: Theme): unknown {
  switch (tone) {
    case "ok":
      return theme.success
    case "warn":
      return theme.warning
    case "over":
      return theme.error
    case "muted":
      return theme.textMuted
    case "plain":
    case "strong":
      return theme.text
  }
}
