export { evaluate, isOpen, type Request } from './evaluate'
export { matchesGlob } from './glob'
