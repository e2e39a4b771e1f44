// Bad usage or config: what ends a command with exit code 2.
import { RalexError } from "../config/index.ts"

export class UsageError extends RalexError {}
