// Says once that OpenCode's own server answers whoever asks: what runs through it passes no rule, and a script of the
// model's can reach it in ways that no reading of a command shows. Only OpenCode itself can ask for a password.
import type { Instance } from "../config/index.ts"

/** The ways to start OpenCode in which its server listens on a port that others may know. */
const LISTENS = /^(serve|web|acp|--port|--hostname|--mdns)(=|$)/

export function warnOpenServer(
  { environment, loaded, tell }: Pick<Instance, "environment" | "loaded" | "tell">,
  argv: readonly string[],
): void {
  if (loaded.config.mode !== "yolo" || environment.serverPassword !== undefined) return
  if (!argv.slice(2).some((word) => LISTENS.test(word))) return
  tell({
    level: "warning",
    text: "OpenCode's server listens without a password: whoever reaches its port runs commands that Ralex does not see. Start it with OPENCODE_SERVER_PASSWORD set; Ralex keeps it from the model.",
  })
}
