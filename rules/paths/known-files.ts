// Which files are which, as data: `~` is any home directory, and what `except` matches is left out.

export interface FileList {
  patterns: string[]
  except: string[]
}

/** Files that hold secrets. */
export const SECRETS: FileList = {
  patterns: [
    "~/.ssh/id_*",
    "~/.ssh/*.pem",
    "~/.ssh/*_key",
    "~/.aws/credentials",
    "~/.aws/{sso,cli}/cache/**",
    "~/.netrc",
    "~/_netrc",
    "~/.git-credentials",
    "~/.pypirc",
    "~/.npmrc",
    "~/.kube/config",
    "~/.docker/config.json",
    "~/.config/gh/hosts.yml",
    "~/.config/gcloud/{credentials.db,application_default_credentials.json,access_tokens.db}",
    "~/.azure/{accessTokens.json,msal_token_cache*}",
    "~/.gnupg/{private-keys-v1.d,private-keys-v1.d/**,secring.gpg}",
    "~/.password-store/**",
    "~/.config/{op,rclone}/**",
    "~/.vault-token",
    "~/.terraform.d/credentials.tfrc.json",
    "~/.cargo/credentials{,.toml}",
    "**/id_{rsa,dsa,ecdsa,ed25519}",
  ],
  except: ["**/*.pub"],
}

/** Places that decide who may log in where: never to be written. */
export const CREDENTIALS: FileList = {
  patterns: [
    "~/.{ssh,aws,gnupg,kube,azure,docker,password-store}",
    "~/.{ssh,aws,gnupg,kube,azure,password-store}/**",
    "~/.docker/config.json",
    "~/{.netrc,_netrc,.git-credentials,.pypirc,.vault-token}",
    "~/.config/{gh,gcloud,op}/**",
  ],
  except: [],
}

export const STARTUP: FileList = {
  patterns: [
    "~/.{bashrc,bash_profile,bash_login,bash_logout,bash_aliases,profile,zshrc,zshenv,zprofile,zlogin,kshrc,cshrc,tcshrc,inputrc,xprofile,xinitrc}",
    "~/.config/fish/**",
    "~/.config/autostart/**",
    "~/.config/systemd/**",
    "~/.config/environment.d/**",
    "~/Library/LaunchAgents/**",
    "~/{.gitconfig,.npmrc}",
    "~/.config/git/**",
  ],
  except: [],
}

export const ENVIRONMENT_FILES: FileList = {
  patterns: ["**/.env", "**/.env.*", "**/.envrc"],
  except: [
    "**/.env.{example,sample,template,dist,defaults,schema,test,ci}",
    "**/.env.*.{example,sample,template}",
  ],
}

export const PROCESS_MEMORY: FileList = {
  patterns: ["/proc/**/{environ,mem,auxv}", "/proc/kcore", "/dev/{mem,kmem}"],
  except: [],
}

export const PROJECT_CONFIG: FileList = {
  patterns: [
    "**/ralex.{yaml,yml}",
    "**/opencode.{json,jsonc}",
    "**/.opencode",
    "**/.opencode/{plugin,plugins,tool,tools,node_modules}{,/**}",
    // A command's file may hold !`shell`, an agent's its own permissions.
    "**/.opencode/{command,commands,agent,agents,mode,modes}{,/**}",
    "**/.opencode/{package.json,bun.lock,package-lock.json}",
    "**/tui.{json,jsonc}",
    "**/node_modules/opencode-ralex{,/**}",
  ],
  except: [],
}

/** macOS and Linux; what the package manager and the administrator own. */
export const SYSTEM =
  /^\/(etc|usr|bin|sbin|lib|lib32|lib64|libx32|boot|sys|proc|var|srv|root|System|Library|Applications|private\/(etc|var))(\/|$)/
export const SYSTEM_EXCEPT = /^\/(var\/(tmp|folders)|usr\/local\/src|proc\/self\/fd)(\/|$)/

/** Devices that are harmless to write. */
export const HARMLESS_DEVICE =
  /^\/dev\/(null|zero|full|random|urandom|std(in|out|err)|tty\w*|pts(\/.*)?|fd(\/.*)?|shm(\/.*)?|ptmx|(tcp|udp)\/.*)$/

/** Who can speak to a container engine can do on the machine what root can. */
export const CONTAINER_SOCKET =
  /\/(docker|podman|containerd|crio|buildkitd|cri-dockerd|docker\.raw|lxd\/unix|incus\/unix)\.(sock|socket)$/
