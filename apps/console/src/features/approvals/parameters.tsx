import { VisibleText } from '~/ui/visible-text'

interface Props {
  readonly parameters: readonly { readonly type: string; readonly text: string | null }[]
}

/** The values that the client bound to $1, $2, … */
export function Parameters({ parameters }: Props) {
  return (
    <div>
      <p className="mb-1.5 text-dense text-faint">Parameters</p>
      <div className="overflow-x-auto rounded-md border">
        <table aria-label="Parameters" className="w-full text-left text-dense">
          <tbody>
            {parameters.map(({ type, text }, index) => (
              <tr key={index} className="border-b align-top last:border-b-0">
                <th scope="row" className="w-12 px-3 py-1.5 font-mono text-xs font-medium text-code-number">
                  ${index + 1}
                </th>
                <td className="px-3 py-1.5 text-xs whitespace-nowrap text-faint">{type}</td>
                <td className="w-full px-3 py-1.5 font-mono text-xs break-all whitespace-pre-wrap">
                  {text === null ? <em className="text-faint">NULL</em> : <VisibleText>{text}</VisibleText>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  )
}
