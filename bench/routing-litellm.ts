// LiteLLM's complexity_router heuristics as published (keywords, weights, bounds), written anew to compare with.
import type { TaskClass } from "../config/index.ts"

const CODE =
  "function class def const let var import export return async await try catch exception error debug api endpoint request response database sql query schema algorithm implement refactor optimize python javascript typescript java rust golang react vue angular node docker kubernetes git commit merge branch,pull request"
const REASONING =
  "logical deduce infer conclude evaluate,step by step,think through,let's think,reason through,analyze this,break down,explain your reasoning,show your work,chain of thought,think carefully,consider all,pros and cons,compare and contrast,weigh the options"
const TECHNICAL =
  "architecture distributed scalable microservice encryption authentication authorization performance latency throughput benchmark concurrency parallel threading memory cpu gpu optimization protocol tcp http grpc websocket container orchestration,machine learning,neural network,deep learning"
const SIMPLE =
  "what's define simple brief short quick hello hi hey thanks goodbye bye okay,what is,definition of,who is,who was,when did,when was,where is,where was,how many,how much,yes or no,true or false,thank you"

/** Words before the first comma stand apart, phrases after it are found anywhere. */
function matcher(list: string): (text: string) => number {
  const [words = "", ...phrases] = list.split(",")
  const patterns = words.split(" ").map((word) => new RegExp(`\\b${word}\\b`))
  return (text) =>
    patterns.filter((pattern) => pattern.test(text)).length +
    phrases.filter((phrase) => text.includes(phrase)).length
}

const count = {
  code: matcher(CODE),
  reasoning: matcher(REASONING),
  technical: matcher(TECHNICAL),
  simple: matcher(SIMPLE),
}

const STEPS = [/first.*?then/i, /step\s*\d/i, /\d+\.\s/, /[a-z]\)\s/i]

/** `none` below `low` hits, `some` below `high`. */
function graded(hits: number, [low, high]: [number, number], [some, many]: [number, number]): number {
  if (hits >= high) return many
  return hits >= low ? some : 0
}

export function classifyAsLiteLlm(ask: string): TaskClass {
  const text = ask.toLowerCase()
  const tokens = Math.floor(ask.length / 4)
  const reasoning = count.reasoning(text)
  if (reasoning >= 2) return "reasoning"
  const length = tokens < 15 ? -1 : tokens > 400 ? 1 : 0
  const score =
    0.1 * length +
    0.3 * graded(count.code(text), [1, 2], [0.5, 1]) +
    0.25 * graded(reasoning, [1, 2], [0.7, 1]) +
    0.25 * graded(count.technical(text), [2, 4], [0.5, 1]) +
    0.05 * graded(count.simple(text), [1, 2], [-1, -1]) +
    0.03 * (STEPS.some((pattern) => pattern.test(text)) ? 0.5 : 0) +
    0.02 * (ask.split("?").length - 1 > 3 ? 0.5 : 0)
  if (score < 0.15) return "simple"
  if (score < 0.35) return "medium"
  return score < 0.6 ? "complex" : "reasoning"
}
