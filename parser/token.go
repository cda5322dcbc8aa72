package parser

// kind is the type of a token.
type kind uint8

const (
	kindParagraph kind = iota
	kindHeading
	kindInline
	kindHr
	kindFence
	kindBlockquote
	kindList
	kindItem
	kindTable
	kindThead
	kindTbody
	kindTr
	kindTh
	kindTd
	kindTag
	kindVariable
	kindAnnotation
	kindError
	kindComment
	kindFrontmatter
	kindText
	kindCode
	kindSoftbreak
	kindHardbreak
	kindLink
	kindImage
	kindStrong
	kindEm
	kindS
	kindHTML
	kindESM
)

// nodeTypes names the node a token of each kind becomes.
var nodeTypes = [...]NodeType{
	kindParagraph: TypeParagraph, kindHeading: TypeHeading, kindInline: TypeInline, kindHr: TypeHr,
	kindFence: TypeFence, kindBlockquote: TypeBlockquote, kindList: TypeList, kindItem: TypeItem,
	kindTable: TypeTable, kindThead: TypeThead, kindTbody: TypeTbody, kindTr: TypeTr, kindTh: TypeTh,
	kindTd: TypeTd, kindTag: TypeTag, kindVariable: TypeText, kindError: TypeError, kindComment: TypeComment,
	kindText: TypeText, kindCode: TypeCode, kindSoftbreak: TypeSoftbreak, kindHardbreak: TypeHardbreak,
	kindLink: TypeLink, kindImage: TypeImage, kindStrong: TypeStrong, kindEm: TypeEm, kindS: TypeS,
	kindHTML: TypeHTML, kindESM: TypeESM,
}

// token is one step of the open/close stream that every dialect is turned into
// and that the builder makes the tree from. Recovery from tags that are not
// closed, or not opened, works on this stream (SPEC §8, §12), so it must exist
// in this form.
type token struct {
	kind    kind
	nesting int8 // +1 opens, -1 closes, 0 neither
	hidden  bool // a paragraph of a tight list
	hasMap  bool
	marker  byte    // of a list, or of emphasis
	align   byte    // of a table cell: 'l', 'c', 'r' or 0
	level   int32   // how deep the token stands, counting tags, open or not
	first   int32   // map: first line
	last    int32   // map: line after the last
	number  int32   // a heading's level, an ordered list's start
	start   int     // where it stands in the source's text, or in the excerpt for inline tokens
	end     int     // and where it ends
	content excerpt // of inline, fence, text and the like
	info    string  // of a fence; a link's or an image's title
	href    string
	tag     *tagContent
	failure *syntaxError
	pos     *[2]int // columns, in a fence's content
}

// isOrdered tells an ordered list by its marker.
func (t *token) isOrdered() bool { return t.marker == '.' || t.marker == ')' }
