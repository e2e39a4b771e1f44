// The built-in packs, a table of contents: a new one is a YAML file beside this one and an entry here.
import ci from "./ci.yaml"
import cloud from "./cloud.yaml"
import containers from "./containers.yaml"
import core from "./core.yaml"
import database from "./database.yaml"
import filesystem from "./filesystem.yaml"
import git from "./git.yaml"
import infrastructure from "./infrastructure.yaml"
import kubernetes from "./kubernetes.yaml"
import network from "./network.yaml"
import packages from "./packages.yaml"
import remote from "./remote.yaml"
import secrets from "./secrets.yaml"
import self from "./self.yaml"
import services from "./services.yaml"
import system from "./system.yaml"
import tools from "./tools.yaml"
import versions from "./versions.yaml"
import windows from "./windows.yaml"

/** By name, which each id of a rule in it begins with. */
export const packs: Readonly<Record<string, unknown>> = {
  core,
  filesystem,
  git,
  versions,
  system,
  secrets,
  self,
  cloud,
  network,
  tools,
  windows,
  database,
  containers,
  kubernetes,
  infrastructure,
  remote,
  packages,
  ci,
  services,
}
