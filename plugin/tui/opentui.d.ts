// What OpenCode's TUI brings at run time, as far as it is used here: the real packages carry a native renderer along.

declare module "@opentui/solid" {
  export type JSX = { Element: unknown }
  export type SolidPlugin<_Slots, _Context> = {
    id: string
    order?: number
    slots: Record<string, (context: unknown, props: { session_id: string }) => unknown>
  }
}

declare module "@opentui/solid/jsx-runtime" {
  export namespace JSX {
    type Element = unknown
    interface ElementChildrenAttribute {
      children: unknown
    }
    interface IntrinsicElements {
      box: { flexDirection?: "column" | "row"; flexShrink?: number; children?: unknown }
      text: { wrapMode?: "none" | "word"; children?: unknown }
      span: { style?: { fg?: unknown }; children?: unknown }
      b: { style?: { fg?: unknown }; children?: unknown }
    }
  }
}

declare module "solid-js" {
  export function createSignal<Value>(value: Value): [() => Value, (value: Value) => void]
}
