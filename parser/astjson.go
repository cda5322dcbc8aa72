package parser

import "strconv"

// AppendJSON appends the page's tree and problems as one line of JSON, in the
// format the npm reference's dump has; name stands for the file's.
func (d *Document) AppendJSON(b []byte, name string, problems []Problem) []byte {
	b = append(b, `{"file":`...)
	b = appendQuoted(b, name)
	b = append(b, `,"ast":`...)
	b = d.Root.appendJSON(b)
	b = append(b, `,"errors":[`...)
	for i := range problems {
		if i > 0 {
			b = append(b, ',')
		}
		b = problems[i].appendJSON(b)
	}
	return append(b, "]}\n"...)
}

func (n *Node) appendJSON(b []byte) []byte {
	b = append(b, `{"type":`...)
	b = appendQuoted(b, string(n.Type))
	if n.Tag != "" {
		b = append(b, `,"tag":`...)
		b = appendQuoted(b, n.Tag)
	}
	b = append(b, `,"attributes":`...)
	b = appendMembers(b, n.Attributes)
	b = append(b, `,"children":[`...)
	for i, c := range n.Children {
		if i > 0 {
			b = append(b, ',')
		}
		b = c.appendJSON(b)
	}
	b = append(b, `],"inline":`...)
	b = strconv.AppendBool(b, n.Inline)
	b = append(b, `,"lines":`...)
	b = appendInts(b, n.Lines)
	if n.chars != nil {
		b = append(b, `,"pos":`...)
		b = appendInts(b, n.chars[:])
	}
	if len(n.Slots) > 0 {
		b = append(b, `,"slots":{`...)
		for i, s := range n.Slots {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendQuoted(b, s.Name)
			b = append(b, ':')
			b = s.Node.appendJSON(b)
		}
		b = append(b, '}')
	}
	return append(b, '}')
}

func (p *Problem) appendJSON(b []byte) []byte {
	b = append(b, `{"type":`...)
	b = appendQuoted(b, string(p.Node.Type))
	b = append(b, `,"lines":`...)
	b = appendInts(b, p.Lines())
	b = append(b, `,"id":`...)
	b = appendQuoted(b, p.ID)
	b = append(b, `,"level":`...)
	b = appendQuoted(b, p.Level)
	b = append(b, `,"message":`...)
	b = appendQuoted(b, p.Message)
	chars := p.chars
	if p.lines == nil {
		chars = p.Node.chars
	}
	if chars != nil {
		b = append(b, `,"pos":`...)
		b = appendInts(b, chars[:])
	}
	if p.offset != nil {
		b = append(b, `,"offset":`...)
		b = appendInts(b, p.offset[:])
	}
	return append(b, '}')
}

func appendInts(b []byte, list []int) []byte {
	b = append(b, '[')
	for i, n := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendInt(b, int64(n), 10)
	}
	return append(b, ']')
}
