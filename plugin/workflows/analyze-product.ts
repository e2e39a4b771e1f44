// `/analyze-product`: the same files out of a code base that is there already.

import { missingProduct, standOfProduct } from "./stand-of-product.ts"
import template from "./templates/analyze-product.md" with { type: "text" }
import type { Workflow } from "./workflow.ts"

export const analyzeProduct: Workflow = {
  name: "analyze-product",
  description: "Learn what a code base is, and write its mission, tech stack and roadmap",
  template,
  tier: "plan",
  standards: /tech-stack|best-practices|conventions/i,
  stand: (project, { words }) => ({
    ask: `/analyze-product ${words}`.trim(),
    lines: standOfProduct(project),
    due: missingProduct,
  }),
}
