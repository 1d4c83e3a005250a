import type { ConnectionLike } from '@temporalio/client';
import { SEARCH_ATTRIBUTES, type SearchAttribute, searchAttributes } from '../../core/search-attributes.js';

/** The numbers that the server's interface has for types. */
const TYPES = { Keyword: 2, Int: 3, Double: 4, KeywordList: 7 } as const;

type Operator = Pick<ConnectionLike, 'operatorService'>;

/** Those of our search attributes that a namespace has, with the type they must have. Throws the server's errors. */
export async function registeredAttributes(
  { operatorService }: Operator,
  namespace: string,
): Promise<readonly SearchAttribute[]> {
  const { customAttributes } = await operatorService.listSearchAttributes({ namespace });
  return searchAttributes.filter((name) => {
    const type: number | undefined = customAttributes[name];
    return type === TYPES[SEARCH_ATTRIBUTES[name]];
  });
}

/** Registers those that a namespace lacks. Throws the server's errors, as where one of that name has another type. */
export async function registerAttributes(connection: Operator, namespace: string): Promise<void> {
  const there = await registeredAttributes(connection, namespace);
  const missing = searchAttributes.filter((name) => !there.includes(name));
  if (missing.length === 0) return;
  const wanted = missing.map((name) => [name, TYPES[SEARCH_ATTRIBUTES[name]]] as const);
  await connection.operatorService.addSearchAttributes({
    namespace,
    searchAttributes: Object.fromEntries(wanted),
  });
}

/** The command that registers attributes, for whoever may do that. */
export function registrationCommand(names: readonly SearchAttribute[], namespace: string): string {
  const flags = names.map((name) => `--name ${name} --type ${SEARCH_ATTRIBUTES[name]}`);
  return `temporal operator search-attribute create --namespace ${namespace} ${flags.join(' ')}`;
}
