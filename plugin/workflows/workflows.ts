// The workflow commands, a table of contents: a new one is a file of its own, a template and an entry here.
import { analyzeProduct } from "./analyze-product.ts"
import { createSpec } from "./create-spec.ts"
import { executeTasks } from "./execute-tasks.ts"
import { planProduct } from "./plan-product.ts"
import type { Workflow } from "./workflow.ts"

export const workflows: readonly Workflow[] = [planProduct, analyzeProduct, createSpec, executeTasks]
