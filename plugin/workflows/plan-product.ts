// `/plan-product`: from an idea to mission, stack and roadmap.

import { missingProduct, standOfProduct } from "./stand-of-product.ts"
import template from "./templates/plan-product.md" with { type: "text" }
import type { Workflow } from "./workflow.ts"

export const planProduct: Workflow = {
  name: "plan-product",
  description: "Plan a product: mission, tech stack and roadmap",
  template,
  tier: "plan",
  standards: /tech-stack/i,
  stand: (project, { words }) => ({
    ask: `/plan-product ${words}`.trim(),
    lines: standOfProduct(project),
    due: missingProduct,
  }),
}
