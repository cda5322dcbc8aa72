package parser

import "unicode/utf8"

// delimiter is one "*", "_" or "~~" that may open or close emphasis.
type delimiter struct {
	marker      byte
	length      int // of its run; 0 for "~~", which the rule of three spares
	token       int
	end         int // index of the delimiter that closes it, -1 for none
	open, close bool
}

// delimiters holds the delimiter lists of one content (SPEC §6.4). Every token
// that opens something starts a list of its own, so emphasis never crosses the
// boundary of a link or tag.
type delimiters struct {
	lists   [][]delimiter
	current int   // index of the list in use; -1 when a stray closing tag lost it
	outer   []int // the lists around it
	fresh   []int // lists that replaced a lost one
}

func (d *delimiters) reset() {
	d.lists = append(d.lists[:0], nil)
	d.current, d.outer, d.fresh = 0, d.outer[:0], d.fresh[:0]
}

func (d *delimiters) add(l delimiter) {
	if d.current < 0 {
		d.restore()
	}
	d.lists[d.current] = append(d.lists[d.current], l)
}

func (d *delimiters) enter() {
	d.outer = append(d.outer, d.current)
	d.lists = append(d.lists, nil)
	d.current = len(d.lists) - 1
}

func (d *delimiters) leave() {
	if n := len(d.outer); n > 0 {
		d.current, d.outer = d.outer[n-1], d.outer[:n-1]
	} else {
		d.current = -1
	}
}

// restore starts a new list when the current one was lost.
func (d *delimiters) restore() {
	if d.current < 0 {
		d.lists = append(d.lists, nil)
		d.current = len(d.lists) - 1
		d.fresh = append(d.fresh, d.current)
	}
}

// processed lists the delimiter lists that are paired: the current one, then
// those that opening tokens started. Others are left alone, as the reference
// loses them.
func (d *delimiters) processed(visit func([]delimiter)) {
	if d.current >= 0 && len(d.lists[d.current]) > 0 {
		visit(d.lists[d.current])
	}
	fresh := d.fresh
	for i := 1; i < len(d.lists); i++ {
		if len(fresh) > 0 && fresh[0] == i {
			fresh = fresh[1:]
			continue
		}
		if len(d.lists[i]) > 0 {
			visit(d.lists[i])
		}
	}
}

// scanDelimiters measures the run of markers at pos and tells whether it may
// open and close emphasis.
func (p *inlineParser) scanDelimiters(splitsWords bool) (length int, open, closes bool) {
	start, end := p.pos, p.pos
	for end < p.max && p.text[end] == p.text[start] {
		end++
	}
	last, next := lastRune(p.text, start), ' '
	if end < p.max {
		next, _ = utf8.DecodeRuneInString(p.text[end:])
	}
	lastSpace, nextSpace := isFlankingSpace(last), isFlankingSpace(next)
	lastPunct, nextPunct := isPunctuation(last), isPunctuation(next)
	left := !nextSpace && (!nextPunct || lastSpace || lastPunct)
	right := !lastSpace && (!lastPunct || nextSpace || nextPunct)
	if splitsWords {
		return end - start, left, right
	}
	return end - start, left && (!right || lastPunct), right && (!left || nextPunct)
}

// isFlankingSpace reports whether r is white space to the flanking rules.
func isFlankingSpace(r rune) bool {
	switch {
	case r >= 0x09 && r <= 0x0D, r == ' ', r == 0xA0, r == 0x1680, r >= 0x2000 && r <= 0x200A,
		r == 0x202F, r == 0x205F, r == 0x3000:
		return true
	}
	return false
}

// maxRun is how long a run of delimiters may be. A longer one is no emphasis but
// megabytes of asterisks, each of which would cost a token.
const maxRun = 1 << 16

// emphasis pushes each "*" or "_" of a run as text, and remembers it.
func (p *inlineParser) emphasis() {
	marker := p.text[p.pos]
	length, open, closes := p.scanDelimiters(marker == '*')
	if length > maxRun {
		p.keep(p.pos, p.pos+length)
		p.pos += length
		return
	}
	for range length {
		p.push(kindText, 0, p.pos, p.pos+1).content.text = p.text[p.pos : p.pos+1]
		p.delimiters.add(delimiter{marker, length, len(p.tokens) - 1, -1, open, closes})
		p.pos++
	}
}

// strikethrough does the same with each "~~".
func (p *inlineParser) strikethrough() bool {
	length, open, closes := p.scanDelimiters(true)
	if length < 2 {
		return false
	}
	if length > maxRun {
		p.keep(p.pos, p.pos+length)
		p.pos += length
		return true
	}
	if length%2 == 1 {
		p.push(kindText, 0, p.pos, p.pos+1).content.text = "~"
		p.pos++
		length--
	}
	for ; length > 0; length -= 2 {
		p.push(kindText, 0, p.pos, p.pos+2).content.text = "~~"
		p.delimiters.add(delimiter{'~', 0, len(p.tokens) - 1, -1, open, closes})
		p.pos += 2
	}
	return true
}

// pairDelimiters finds what belongs together and turns the text tokens of
// paired delimiters into opening and closing ones.
func (p *inlineParser) pairDelimiters() {
	p.processed(pair)
	p.processed(p.strike)
	p.processed(p.emphasize)
}

// pair matches openers with closers. It is the reference's algorithm to the
// letter, quirks included: how far a search looks back depends on them.
func pair(list []delimiter) {
	jumps := make([]int, len(list))
	var bottoms [3][6]int
	for i := range bottoms {
		for j := range bottoms[i] {
			bottoms[i][j] = -1
		}
	}
	head, lastToken := 0, -2
	for c := range list {
		closer := &list[c]
		if list[head].marker != closer.marker || lastToken != closer.token-1 {
			head = c
		}
		lastToken = closer.token
		if !closer.close {
			continue
		}
		bottom := &bottoms[markerIndex(closer.marker)]
		o := head - jumps[head] - 1
		low := o
		for lowest := bottom[closer.class()]; o > lowest; o -= jumps[o] + 1 {
			opener := &list[o]
			if opener.marker != closer.marker || !opener.open || opener.end >= 0 {
				continue
			}
			if (opener.close || closer.open) && (opener.length+closer.length)%3 == 0 &&
				(opener.length%3 != 0 || closer.length%3 != 0) {
				continue
			}
			jump := 0
			if o > 0 && !list[o-1].open {
				jump = jumps[o-1] + 1
			}
			jumps[c], jumps[o] = c-o+jump, jump
			closer.open = false
			opener.end, opener.close = c, false
			low, lastToken = -1, -2
			break
		}
		if low != -1 {
			bottom[closer.class()] = low
		}
	}
}

func markerIndex(marker byte) int {
	switch marker {
	case '*':
		return 0
	case '_':
		return 1
	}
	return 2
}

// class groups closers that search back the same way.
func (d *delimiter) class() int {
	n := d.length % 3
	if d.open {
		n += 3
	}
	return n
}

// strike makes paired "~~" strikethrough.
func (p *inlineParser) strike(list []delimiter) {
	var lone []int
	for i := range list {
		d := &list[i]
		if d.marker != '~' || d.end < 0 {
			continue
		}
		closing := list[d.end].token
		p.tokens[d.token].becomes(kindS, 1, '~')
		p.tokens[closing].becomes(kindS, -1, '~')
		if before := &p.tokens[closing-1]; before.kind == kindText && before.content.text == "~" {
			lone = append(lone, closing-1)
		}
	}
	// A lone "~" right before closing marks moves behind them.
	for len(lone) > 0 {
		i := lone[len(lone)-1]
		lone = lone[:len(lone)-1]
		j := i + 1
		for j < len(p.tokens) && p.tokens[j].kind == kindS && p.tokens[j].nesting < 0 {
			j++
		}
		j--
		p.tokens[i], p.tokens[j] = p.tokens[j], p.tokens[i]
	}
}

// emphasize makes paired "*" and "_" emphasis, and two pairs that lie directly
// within each other strong emphasis.
func (p *inlineParser) emphasize(list []delimiter) {
	for i := len(list) - 1; i >= 0; i-- {
		d := &list[i]
		if d.marker == '~' || d.end < 0 {
			continue
		}
		open, closing := &p.tokens[d.token], &p.tokens[list[d.end].token]
		strong := i > 0 && d.end+1 < len(list) && list[i-1].end == d.end+1 && list[i-1].marker == d.marker &&
			list[i-1].token == d.token-1 && list[d.end+1].token == list[d.end].token+1
		if !strong {
			open.becomes(kindEm, 1, d.marker)
			closing.becomes(kindEm, -1, d.marker)
			continue
		}
		open.becomes(kindStrong, 1, d.marker)
		closing.becomes(kindStrong, -1, d.marker)
		first, last := &p.tokens[list[i-1].token], &p.tokens[list[d.end+1].token]
		first.content.text, last.content.text = "", ""
		open.start, closing.end = first.start, last.end
		i--
	}
}

// becomes turns a text token into an opening or closing one.
func (t *token) becomes(k kind, nesting int8, marker byte) {
	t.kind, t.nesting, t.marker = k, nesting, marker
	t.content.text = ""
}
