// The text of a ralex.yaml to its checked keys, or one sentence with file, line, column and what is allowed.
import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from "yaml"
import type { z } from "zod"
import { configSchema } from "./schema.ts"

/** The keys that were written, before any default. */
export type ConfigInput = z.input<typeof configSchema>

export type ParsedConfig = { kind: "ok"; input: ConfigInput } | { kind: "error"; message: string }

export function parseConfig(text: string, file: string): ParsedConfig {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: "error" })
  const syntax = document.errors[0]
  if (syntax) {
    const { line, col } = lines.linePos(syntax.pos[0])
    return { kind: "error", message: `${file}:${line}:${col}: this is not YAML: ${syntax.message}` }
  }
  const value = resolve(document)
  if (value.kind === "error") return { kind: "error", message: `${file}: ${value.message}` }
  return checkConfig(value.value ?? {}, (path) => `${file}${position(document, lines, path)}`)
}

/** An alias without its anchor, or too many of them, is found only here. */
function resolve(document: Document): { kind: "ok"; value: unknown } | { kind: "error"; message: string } {
  try {
    return { kind: "ok", value: document.toJS() }
  } catch (error) {
    return { kind: "error", message: error instanceof Error ? error.message : String(error) }
  }
}

/** The same for values that did not come from YAML, such as plugin options. */
export function checkConfig(value: unknown, place: (path: PropertyKey[]) => string): ParsedConfig {
  const result = configSchema.safeParse(value, { jitless: true })
  if (result.success) {
    const path = skippedName(value)
    if (path === undefined) return { kind: "ok", input: value as ConfigInput }
    return { kind: "error", message: `${place(path)}: ${path.join(".")} has a name that can not be used` }
  }
  const issue = result.error.issues[0]
  if (!issue) return { kind: "error", message: `${place([])}: not valid` }
  const unknown = issue.code === "unrecognized_keys" ? issue.keys[0] : undefined
  const path = unknown === undefined ? issue.path : [...issue.path, unknown]
  return { kind: "error", message: `${place(path)}: ${describe(issue, path, value)}` }
}

/** zod passes over this name in a map, checked or not. */
function skippedName(value: unknown, path: string[] = []): string[] | undefined {
  if (typeof value !== "object" || value === null) return undefined
  if (Object.hasOwn(value, "__proto__")) return [...path, "__proto__"]
  for (const [key, inner] of Object.entries(value)) {
    const found = skippedName(inner, [...path, key])
    if (found !== undefined) return found
  }
  return undefined
}

/** Whoever has one of these may use it, so no sentence repeats it; a key may stand where its variable's name belongs. */
const SECRET =
  /^(?:apiKeyCommand|alerts\.webhook|otel\.endpoint|upstreams\.[^.]+\.(?:baseUrl|apiKeyEnv|apiKeyCommand))$/

function describe(issue: z.core.$ZodIssue, path: PropertyKey[], value: unknown): string {
  const key = path.join(".") || "the file"
  if (issue.code === "unrecognized_keys") {
    return `${key} is not a key of Ralex; allowed here: ${keysAt(issue.path).join(", ")}`
  }
  if (SECRET.test(key)) return `${key} can not be used; ${allowed(issue)}`
  if (issue.code === "invalid_key") return `${key} has a name that can not be used; ${allowed(issue)}`
  return `${key} is ${written(valueAt(value, path))}; ${allowed(issue)}`
}

function written(value: unknown): string {
  return typeof value === "number" ? String(value) : (JSON.stringify(value) ?? "missing")
}

function allowed(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_value":
      return `allowed: ${issue.values.join(", ")}`
    case "invalid_type":
      return `it must be ${article(issue.expected === "int" ? "whole number" : issue.expected)}`
    case "too_small":
      return issue.origin === "array"
        ? `it must have at least ${issue.minimum} entry`
        : `it must be at least ${issue.minimum}`
    case "too_big":
      return `it must be at most ${issue.maximum}`
    case "invalid_key":
      return `it must be ${issue.issues[0]?.message ?? "another"}`
    case "invalid_format":
      return `it must be ${issue.message}`
    default:
      return issue.message
  }
}

function article(type: string): string {
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`
}

function keysAt(path: PropertyKey[]): string[] {
  return Object.keys(shapeOf(path.reduce<unknown>(schemaAt, configSchema)) ?? {})
}

function schemaAt(schema: unknown, key: PropertyKey): unknown {
  const { shape, valueType } = unwrapped(schema) ?? {}
  return shape?.[String(key)] ?? valueType
}

interface Keyed {
  shape?: Record<string, unknown>
  /** Of a record. */
  valueType?: unknown
  /** Of a record whose keys are an enum. */
  keyType?: { enum?: Record<string, unknown> }
  unwrap?: () => unknown
}

function shapeOf(schema: unknown): Record<string, unknown> | undefined {
  const { shape, keyType } = unwrapped(schema) ?? {}
  return shape ?? keyType?.enum
}

/** Without defaults and the like around it. */
function unwrapped(schema: unknown): Keyed | undefined {
  const inner = schema as Keyed | undefined
  return inner?.unwrap ? unwrapped(inner.unwrap()) : inner
}

function valueAt(value: unknown, path: PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key],
    value,
  )
}

/** `:line:column` of a path's key, or of the nearest thing above it that was written. */
function position(document: Document, lines: LineCounter, path: PropertyKey[]): string {
  const key = path.at(-1)
  const holder = document.getIn(path.slice(0, -1), true)
  const pair = isMap(holder)
    ? holder.items.find((item) => isScalar(item.key) && item.key.value === key)
    : undefined
  const node = isNode(pair?.key)
    ? pair.key
    : path.length === 0
      ? document.contents
      : document.getIn(path, true)
  if (isNode(node) && node.range) {
    const { line, col } = lines.linePos(node.range[0])
    return `:${line}:${col}`
  }
  return path.length === 0 ? "" : position(document, lines, path.slice(0, -1))
}
