/** Editions written in Chinese: whatever their titles hold is written for readers of Chinese. */
const CHINESE = new Set(['zh', 'zh-yue', 'yue', 'wuu', 'gan', 'lzh', 'zh-classical', 'hsn']);

/** Editions in a Sinitic language that write Latin letters, Chinese characters, or both. */
const SINITIC = new Set(['nan', 'zh-min-nan', 'hak', 'cdo', 'za', 'mnp', 'cpx']);

export const isChineseEdition = (language: string): boolean => CHINESE.has(language);
export const isSiniticEdition = (language: string): boolean => SINITIC.has(language);
