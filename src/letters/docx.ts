/**
 * A letter as DOCX: real styles and numbering, A4, Russian, page numbers from the second page. Runs in Node and in a
 * browser. Same model, same bytes; no author, no name of a program, no time of day.
 */
import {
  AlignmentType,
  convertInchesToTwip,
  Document,
  Footer,
  Header,
  type IParagraphStyleOptions,
  type IRunOptions,
  LevelFormat,
  LevelSuffix,
  LineRuleType,
  Packer,
  PageNumber,
  Paragraph,
  Tab,
  TabStopType,
  TextRun,
} from 'docx'
import { faceOf, type Look, PAGE, type Setting, SIZE, settingsOf } from './page.ts'
import type { LetterModel, Run, Style } from './types.ts'
import { setZipTimes } from './zip-times.ts'

/** Points → twentieths of a point. */
const twips = (points: number): number => Math.round(points * 20)
const FONT = 'Times New Roman'
const ALIGN = { left: AlignmentType.LEFT, center: AlignmentType.CENTER, justify: AlignmentType.JUSTIFIED }

/** Styles as a lawyer finds them in the list of styles. */
const STYLE_NAMES: Record<Style, string> = {
  addressee: 'Письмо: адресат',
  'addressee-label': 'Письмо: роль',
  title: 'Письмо: название',
  subtitle: 'Письмо: подзаголовок',
  body: 'Письмо: текст',
  heading: 'Письмо: заголовок',
  ground: 'Письмо: основание',
  more: 'Письмо: текст основания',
  item: 'Письмо: перечень',
  request: 'Письмо: просьба',
  attachment: 'Письмо: приложение',
  closing: 'Письмо: подпись',
}
const NUMBERED: Partial<Record<Style, string>> = {
  ground: '%1.',
  request: '%1.',
  attachment: '%1.',
  item: '–',
}

export async function toDocx(model: LetterModel): Promise<Uint8Array> {
  const settings = settingsOf(model)
  const looks = new Map(settings.map((setting) => [setting.style, setting.look]))
  const file = new Document({
    title: model.name,
    styles: {
      default: {
        document: {
          run: {
            font: FONT,
            size: SIZE * 2,
            language: { value: model.lang ?? 'ru-RU', eastAsia: 'ru-RU', bidirectional: 'ar-SA' },
          },
          paragraph: { spacing: { line: 276, lineRule: LineRuleType.AUTO, before: 0, after: 0 } },
        },
      },
      paragraphStyles: [...looks].map(([style, look]) => paragraphStyle(style, look)),
    },
    numbering: {
      config: Object.entries(NUMBERED).map(([style, text]) => ({
        reference: style,
        levels: [
          {
            level: 0,
            format: style === 'item' ? LevelFormat.BULLET : LevelFormat.DECIMAL,
            text,
            suffix: LevelSuffix.SPACE,
            alignment: AlignmentType.LEFT,
            style: {
              run: { font: FONT, bold: false },
              paragraph: { indent: { left: 0, firstLine: twips(looks.get(style as Style)?.indent ?? 0) } },
            },
          },
        ],
      })),
    },
    sections: [
      {
        properties: {
          titlePage: true,
          page: {
            size: { width: twips(PAGE.width), height: twips(PAGE.height) },
            margin: {
              top: twips(PAGE.top),
              bottom: twips(PAGE.bottom),
              left: twips(PAGE.left),
              right: twips(PAGE.right),
              header: twips(PAGE.number - SIZE),
              footer: convertInchesToTwip(0.3),
            },
          },
        },
        headers: {
          first: new Header({ children: [new Paragraph({})] }),
          default: new Header({
            children: [
              new Paragraph({
                alignment: AlignmentType.CENTER,
                children: [new TextRun({ children: [PageNumber.CURRENT] })],
              }),
            ],
          }),
        },
        footers: { first: new Footer({ children: [new Paragraph({})] }) },
        children: settings.map(paragraphOf),
      },
    ],
  })
  const packed = await Packer.toArrayBuffer(file, undefined, [
    { path: 'docProps/core.xml', data: coreProperties(model) },
  ])
  const bytes = new Uint8Array(packed)
  setZipTimes(bytes, model.date)
  return bytes
}

function paragraphStyle(style: Style, look: Look): IParagraphStyleOptions {
  return {
    id: `Letter-${style}`,
    name: STYLE_NAMES[style],
    basedOn: 'Normal',
    quickFormat: true,
    run: look.bold ? { bold: true } : {},
    paragraph: {
      alignment: ALIGN[look.align],
      indent: { left: twips(look.left), firstLine: twips(look.indent) },
      ...(style === 'title' ? { outlineLevel: 0 } : style === 'heading' ? { outlineLevel: 1 } : {}),
    },
  }
}

function paragraphOf(setting: Setting): Paragraph {
  const { look, style } = setting
  const reference = NUMBERED[style] === undefined ? undefined : style
  return new Paragraph({
    style: `Letter-${style}`,
    spacing: { before: twips(look.before), after: twips(look.after) },
    keepNext: setting.keepNext,
    widowControl: true,
    keepLines: style === 'closing' || style === 'title' || style === 'subtitle',
    ...(reference ? { numbering: { reference, level: 0 } } : {}),
    ...(style === 'closing'
      ? { tabStops: [{ type: TabStopType.RIGHT, position: twips(PAGE.width - PAGE.left - PAGE.right) }] }
      : {}),
    children: setting.runs.flatMap((run) => textRuns(run, look)),
  })
}

function textRuns(run: Run, look: Look): TextRun[] {
  const face = faceOf(run, look)
  const style: IRunOptions = {
    ...(face === 'bold' && !look.bold ? { bold: true } : {}),
    ...(face === 'italic' ? { italics: true } : {}),
    ...(run.kind === 'check' ? { highlight: 'yellow' as const } : {}),
  }
  return run.text.split('\n').flatMap((line, row) =>
    line.split('\t').map(
      (text, column) =>
        new TextRun({
          ...style,
          ...(row > 0 && column === 0 ? { break: 1 } : {}),
          children: column > 0 ? [new Tab(), text] : [text],
        }),
    ),
  )
}

const escaped = (text: string) =>
  text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign]!)

/** Instead of the package's own, which names an author and the minute. */
const coreProperties = ({ name, date: day, lang = 'ru-RU' }: LetterModel) =>
  `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>${escaped(name)}</dc:title><dc:language>${lang}</dc:language><dcterms:created xsi:type="dcterms:W3CDTF">${day}T00:00:00Z</dcterms:created><dcterms:modified xsi:type="dcterms:W3CDTF">${day}T00:00:00Z</dcterms:modified></cp:coreProperties>`
