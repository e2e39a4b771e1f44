// Whether a call goes to Ralex's own provider, by the module that answers it: an id alone could name another one.

export interface Served {
  providerID: string
  api: { npm: string }
}

export function isOurs({ providerID, api }: Served, providerUrl: string): boolean {
  return providerID === "ralex" && api.npm === providerUrl
}
