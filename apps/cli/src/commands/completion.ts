import { EXIT } from '../exit'
import { HELP } from '../help'
import { OPTIONS, usage } from '../options'
import { type Command, say } from './command'

const NAMES = Object.keys(HELP).filter((name) => name !== 'sallyport')
const FLAGS = Object.keys(OPTIONS).map((name) => `--${name}`)

const SCRIPTS: Readonly<Record<string, string>> = {
  bash: `_sallyport() {
  local word=\${COMP_WORDS[COMP_CWORD]}
  if [ "$COMP_CWORD" -eq 1 ]; then COMPREPLY=($(compgen -W "${NAMES.join(' ')}" -- "$word"))
  elif [[ $word == -* ]]; then COMPREPLY=($(compgen -W "${FLAGS.join(' ')}" -- "$word"))
  elif [ "\${COMP_WORDS[1]}" = connect ]; then COMPREPLY=($(compgen -W "$(sallyport list 2>/dev/null | tail -n +2 | cut -d' ' -f1)" -- "$word"))
  else COMPREPLY=($(compgen -f -- "$word")); fi
}
complete -F _sallyport sallyport
`,
  zsh: `#compdef sallyport
_sallyport() {
  if (( CURRENT == 2 )); then compadd ${NAMES.join(' ')}
  elif [[ $words[CURRENT] == -* ]]; then compadd -- ${FLAGS.join(' ')}
  elif [[ $words[2] == connect ]]; then compadd $(sallyport list 2>/dev/null | tail -n +2 | cut -d' ' -f1)
  else _files; fi
}
compdef _sallyport sallyport
`,
  fish: `complete -c sallyport -n __fish_use_subcommand -f -a "${NAMES.join(' ')}"
complete -c sallyport -n "__fish_seen_subcommand_from connect" -f -a "(sallyport list 2>/dev/null | tail -n +2 | cut -d' ' -f1)"
${Object.keys(OPTIONS)
  .map((name) => `complete -c sallyport -l ${name}`)
  .join('\n')}
`,
}

/** A script for a shell: source <(sallyport completion bash). */
export const completion: Command = async (call) => {
  const [shell = ''] = call.words
  const script = SCRIPTS[shell]
  if (script === undefined) throw usage('Name the shell: sallyport completion bash, zsh or fish.')
  say(call, { shell, script }, script)
  return EXIT.done
}
