// A model as OpenCode is handed it: what answers its calls is loaded with the first of them, not when OpenCode starts.
import type {
  LanguageModelV3,
  LanguageModelV3CallOptions,
  LanguageModelV3GenerateResult,
  LanguageModelV3StreamResult,
} from "@ai-sdk/provider"
import type { ModelDeps } from "./ralex-model.ts"

export class LazyModel implements LanguageModelV3 {
  readonly specificationVersion = "v3"
  readonly provider = "ralex"
  readonly supportedUrls = {}

  constructor(
    readonly modelId: string,
    private readonly deps: () => Promise<ModelDeps>,
  ) {}

  async doStream(call: LanguageModelV3CallOptions): Promise<LanguageModelV3StreamResult> {
    return (await this.model()).doStream(call)
  }

  async doGenerate(call: LanguageModelV3CallOptions): Promise<LanguageModelV3GenerateResult> {
    return (await this.model()).doGenerate(call)
  }

  private async model(): Promise<LanguageModelV3> {
    const [{ RalexModel }, deps] = await Promise.all([import("./ralex-model.ts"), this.deps()])
    return new RalexModel(this.modelId, deps)
  }
}
