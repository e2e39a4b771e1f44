// What every answer says to the browser: nothing from outside, nothing kept, nothing framed, nothing told to others.
import { createHash } from "node:crypto"

/** The page's own code, by its hashes, is all that runs. */
export function secureHeaders(page: string): Record<string, string> {
  const policy = [
    "default-src 'none'",
    `script-src ${hashesOf(page, "script")}`,
    `style-src ${hashesOf(page, "style")}`,
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ]
  return {
    "Content-Security-Policy": policy.join("; "),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
  }
}

function hashesOf(page: string, element: "script" | "style"): string {
  const blocks = page.matchAll(new RegExp(`<${element}\\b[^>]*>([\\s\\S]*?)</${element}\\s*>`, "gi"))
  const hashes = [...blocks].map(([, text = ""]) => createHash("sha256").update(text).digest("base64"))
  return hashes.length === 0 ? "'none'" : hashes.map((hash) => `'sha256-${hash}'`).join(" ")
}
