// What titles that address the model begin with, or say somewhere, in the languages of the largest
// editions. A heuristic: it only makes the checks of the answer stricter, and refuses no title.
const COMMAND =
  /^(?:please |bitte |s'il vous plaît |por favor )?(?:answer|ignore|disregard|forget|output|print|repeat|reply|respond|return|say|write|translate|antworte|ignoriere|sag|sage|schreib|schreibe|dis|réponds|répondez|écris|écrivez|ignore[zr]?|di|responde|escribe|ignora|rispondi|scrivi|escreva|responda|diga|скажи|ответь|напиши|игнорируй|повтори)(?=[^\p{L}])/iu;
const MENTION =
  /\b(?:(?:previous|prior|above|all|your) (?:instructions?|prompts?|rules)|(?:reply|respond|answer|say|output|print|write) (?:only|with|just|this|exactly|in chinese)|system prompt)\b/iu;

/** Whether a title reads like an order to whoever translates it. */
export const isInstruction = (title: string): boolean => COMMAND.test(title) || MENTION.test(title);
