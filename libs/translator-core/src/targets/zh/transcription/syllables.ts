/*
 * Consonants × rhymes, after the syllable tables the Xinhua agency and the handbook of personal names
 * (世界人名翻译大辞典) use for most languages. Where their tables differ by language, the language
 * overrides single cells.
 */

const CONSONANTS = '- b p d t g k v w f z ts s zh sh j ch h m n l r y gw kw hw'.split(' ');

const ROWS: Readonly<Record<string, string>> = {
  '-': '- 布 普 德 特 格 克 弗 伍 弗 兹 茨 斯 日 什 季 奇 赫 姆 恩 尔 尔 伊 古 库 胡',
  a: '阿 巴 帕 达 塔 加 卡 瓦 瓦 法 扎 察 萨 扎 沙 贾 查 哈 马 纳 拉 拉 亚 瓜 夸 华',
  e: '埃 贝 佩 德 特 格 克 韦 韦 费 泽 采 塞 热 谢 杰 切 赫 梅 内 莱 雷 耶 圭 奎 惠',
  '@': '厄 伯 珀 德 特 格 克 弗 沃 弗 泽 策 瑟 热 舍 哲 彻 赫 默 纳 勒 勒 耶 果 阔 霍',
  i: '伊 比 皮 迪 蒂 吉 基 维 威 菲 齐 齐 西 日 希 吉 奇 希 米 尼 利 里 伊 圭 奎 惠',
  o: '奥 博 波 多 托 戈 科 沃 沃 福 佐 措 索 若 肖 乔 乔 霍 莫 诺 洛 罗 约 果 阔 霍',
  u: '乌 布 普 杜 图 古 库 武 伍 富 祖 楚 苏 茹 舒 朱 丘 胡 穆 努 卢 鲁 尤 古 库 胡',
  ü: '于 比 皮 迪 蒂 居 屈 维 维 菲 聚 曲 叙 茹 许 久 丘 许 米 尼 吕 吕 于 居 屈 许',
  iu: '尤 比尤 皮尤 久 秋 久 丘 维尤 维尤 菲尤 久 秋 休 茹 舒 久 丘 休 缪 纽 柳 留 尤 久 丘 休',
  ei: '埃 贝 佩 戴 泰 盖 凯 韦 韦 费 泽 采 塞 热 谢 杰 切 黑 梅 内 莱 雷 耶 圭 奎 惠',
  ai: '艾 拜 派 代 泰 盖 凯 韦 怀 法伊 宰 蔡 赛 扎伊 沙伊 贾伊 柴 海 迈 奈 莱 赖 耶 瓜伊 夸伊 怀',
  ao: '奥 鲍 保 道 陶 高 考 沃 沃 福 藻 曹 绍 饶 绍 焦 乔 豪 毛 瑙 劳 劳 尧 果 阔 豪',
  an: '安 班 潘 丹 坦 甘 坎 万 万 凡 赞 灿 桑 让 尚 詹 钱 汉 曼 南 兰 兰 扬 关 宽 环',
  ang: '昂 邦 庞 当 唐 冈 康 旺 旺 方 藏 仓 桑 让 尚 章 昌 杭 芒 南 朗 朗 扬 光 匡 黄',
  en: '恩 本 彭 登 滕 根 肯 文 文 芬 曾 岑 森 任 申 真 琴 亨 门 嫩 伦 伦 延 贡 昆 亨',
  in: '因 宾 平 丁 廷 金 金 温 温 芬 津 钦 辛 任 欣 金 钦 欣 明 宁 林 林 因 贡 昆 欣',
  ing: '英 宾 平 丁 廷 京 金 温 温 芬 京 青 辛 任 兴 京 青 兴 明 宁 林 林 英 贡 昆 兴',
  on: '翁 邦 蓬 东 通 贡 孔 冯 翁 丰 宗 聪 松 容 雄 琼 琼 洪 蒙 农 隆 龙 永 贡 孔 洪',
  un: '温 本 蓬 敦 通 贡 昆 文 文 丰 尊 聪 孙 容 顺 准 春 洪 蒙 农 伦 伦 云 贡 昆 洪',
};

const SYLLABLES = new Map<string, string>();
for (const [rhyme, row] of Object.entries(ROWS)) {
  row.split(' ').forEach((cell, column) => {
    const consonant = CONSONANTS[column]!;
    const key = `${consonant === '-' ? '' : consonant},${rhyme === '-' ? '' : rhyme}`;
    if (key !== ',') SYLLABLES.set(key, cell);
  });
}

const CONSONANT_SET = new Set(CONSONANTS.filter((consonant) => consonant !== '-'));
const RHYME_SET = new Set(Object.keys(ROWS).filter((rhyme) => rhyme !== '-'));

/** The rhyme of a vowel that a nasal closes. */
const NASAL: Readonly<Record<string, string>> = {
  a: 'an',
  e: 'en',
  '@': 'en',
  ei: 'en',
  i: 'in',
  o: 'on',
  u: 'un',
  ü: 'un',
};

/** Cells of one language that differ: `'d,e': '杰'`. */
export type SyllableOverrides = Readonly<Record<string, string>>;

const isConsonant = (sound: string | undefined): boolean =>
  sound !== undefined && CONSONANT_SET.has(sound);
const isRhyme = (sound: string | undefined): boolean => sound !== undefined && RHYME_SET.has(sound);

/**
 * Writes sounds as Chinese characters. Sounds that are neither consonant nor rhyme of the table are
 * characters already and are kept.
 */
export function writeSounds(sounds: readonly string[], overrides: SyllableOverrides = {}): string {
  let text = '';
  let previous = '';
  for (let at = 0; at < sounds.length;) {
    const sound = sounds[at]!;
    if (!isConsonant(sound) && !isRhyme(sound)) {
      text += sound;
      previous = '';
      at += 1;
      continue;
    }
    let consonant = '';
    if (isConsonant(sound)) {
      consonant = sound;
      at += 1;
      // A doubled consonant is heard once; a doubled n closes one syllable and opens the next.
      if (sounds[at] === consonant && (consonant !== 'n' || text === '')) continue;
    }
    let rhyme = '';
    if (isRhyme(sounds[at])) {
      rhyme = sounds[at]!;
      at += 1;
      if (closes(sounds, at, rhyme)) {
        rhyme = NASAL[rhyme]!;
        at += 1;
      }
    }
    if (consonant === '' && previous === 'i' && (rhyme === 'a' || rhyme === 'e')) consonant = 'y';
    const key = `${consonant},${rhyme}`;
    let cell = overrides[key] ?? SYLLABLES.get(key)!;
    if (rhyme === '' && at === sounds.length && (consonant === 'v' || consonant === 'f'))
      cell = '夫';
    // r before l and the like would write the same character twice.
    if (!(rhyme === '' && cell === '尔' && text.endsWith('尔'))) text += cell;
    previous = rhyme;
  }
  return text;
}

/** Whether the sound at `at` is a nasal that closes the rhyme before it. */
function closes(sounds: readonly string[], at: number, rhyme: string): boolean {
  if (NASAL[rhyme] === undefined) return false;
  const next = sounds[at + 1];
  if (sounds[at] === 'n') return !isRhyme(next) && next !== 'y';
  return sounds[at] === 'm' && (next === 'b' || next === 'p');
}
