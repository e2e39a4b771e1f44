// A faithful stand-in for OpenRouter: for tests, benches, and for trying Ralex without a key. It imports no
// other room; its caller hands in the catalogue.

export type { ChatRequest } from "./chat-request.ts"
export type { CodingModel, Reply } from "./coding-model.ts"
export { createSimulator, type Simulator } from "./create-simulator.ts"
export { demoTask } from "./demo-task.ts"
export { script, steps } from "./directed-model.ts"
export type { Fault } from "./fault.ts"
export type { BillLine } from "./generation.ts"
export { isTitle, lastUserText, toolResults } from "./read-conversation.ts"
export { scriptedCodingModel } from "./scripted-coding-model.ts"
export type { SimulatedModel } from "./simulated-model.ts"
