// The `cache` key of ralex.yaml: which whole answers are kept, and given again.
import * as z from "zod"

export const cache = z.strictObject({
  ttl: z
    .int()
    .min(0)
    .max(2_592_000)
    .default(0)
    .describe(
      "Seconds for which a whole answer is kept, as it is, and given again for nothing where exactly the same is asked; 0 keeps none.",
    ),
  maxBytes: z
    .int()
    .min(1)
    .max(1_073_741_824)
    .default(67_108_864)
    .describe("Bytes of such answers that are kept at most; the longest unused ones go first."),
})
