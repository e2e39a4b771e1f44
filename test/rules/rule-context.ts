// The world in which tests and benches judge: the project /projects/app of the user /home/me, none of it on this machine.
import type { JudgeContext } from "../../rules/index.ts"

export const bareContext: JudgeContext = {
  project: "/projects/app",
  cwd: "/projects/app",
  home: "/home/me",
  temp: ["/tmp", "/var/tmp"],
  protected: {
    ralexData: ["/home/me/.local/share/ralex"],
    ralexConfig: ["/home/me/.config/ralex"],
    opencodeData: ["/home/me/.local/share/opencode"],
    opencodeConfig: ["/home/me/.config/opencode"],
  },
  secretVariables: ["OPENROUTER_API_KEY"],
}

export const ruleContext: JudgeContext = {
  ...bareContext,
  secretVariables: ["OPENROUTER_API_KEY", "OPENROUTER_API_KEYS", "RALEX_LEDGER"],
  serverUrl: "http://127.0.0.1:4096",
  exists: (path) => path === "/data/notes.txt",
  holdsSecret: (text) => text.includes("SAMPLE-SECRET"),
}
