package facts

import "slices"

// summary is a set of the words of a text, by a bit for each that others may
// share. What is not in it does not stand in the text; what is in it may. Nearly every
// question put to a sentence is whether it holds one of a list of phrases, and
// nearly every answer is no: the summary gives it without reading the text again.
type summary struct {
	words  [16]uint64
	begins [16]uint64 // by the first two letters alone, which is cheap to ask for
}

// summarize reads a text once for all the questions about it.
func summarize(text string) (s summary) {
	inWord := false
	for i := 0; i < len(text); i++ {
		begins := !inWord
		inWord = isWordByte(text[i])
		if begins {
			word, pair := wordBit(text[i:]), pairBit(text[i:])
			s.words[word>>6] |= 1 << (word & 63)
			s.begins[pair>>6] |= 1 << (pair & 63)
		}
	}
	return s
}

// has says whether every word of the phrase may stand in the text.
func (s *summary) has(phrase string) bool {
	if phrase == "" {
		return false
	}
	if pair := pairBit(phrase); s.begins[pair>>6]&(1<<(pair&63)) == 0 {
		return false
	}
	inWord := false
	for i := 0; i < len(phrase); i++ {
		begins := !inWord
		inWord = isWordByte(phrase[i])
		if !begins || i > 0 && !inWord {
			continue
		}
		if word := wordBit(phrase[i:]); s.words[word>>6]&(1<<(word&63)) == 0 {
			return false
		}
	}
	return true
}

// lookup is a list of phrases that very many texts are asked for: for each of
// them, the places in a summary of its beginning and of its first and last word.
type lookup []struct{ pair, first, last uint32 }

func newLookup(lists ...[]string) lookup {
	var l lookup
	for _, ph := range slices.Concat(lists...) {
		if ph == "" {
			continue
		}
		last := len(ph) - 1
		for last > 0 && isWordByte(ph[last-1]) {
			last--
		}
		if !isWordByte(ph[last]) {
			last = 0
		}
		l = append(l, struct{ pair, first, last uint32 }{pairBit(ph), wordBit(ph), wordBit(ph[last:])})
	}
	return l
}

// hasAny says whether one of the phrases may stand in the text.
func (s *summary) hasAny(l lookup) bool {
	for i := range l {
		if p := &l[i]; s.begins[p.pair>>6&15]&(1<<(p.pair&63)) != 0 && s.words[p.first>>6&15]&(1<<(p.first&63)) != 0 && s.words[p.last>>6&15]&(1<<(p.last&63)) != 0 {
			return true
		}
	}
	return false
}

// pairBit is the place of a word by its first two letters: five bits of each
// tell them apart, whatever their case.
func pairBit(text string) uint32 {
	pair := uint32(text[0]&31) << 5
	if len(text) > 1 && isWordByte(text[1]) {
		pair |= uint32(text[1] & 31)
	}
	return pair
}

// wordBit is the place in a summary of the word that text begins with, without
// regard to case: that is a single bit of an ASCII letter, and dropping it from
// other bytes only lets more words share a place.
func wordBit(text string) uint32 {
	h := uint32(text[0] &^ 0x20)
	for i := 1; i < len(text) && isWordByte(text[i]); i++ {
		h = h*33 + uint32(text[i]&^0x20)
	}
	return h * 2654435769 >> 22
}

// wording is a text that is asked for phrases, with the summary of its words
// where it has one.
type wording struct {
	text  string
	words *summary
}

// newWording summarizes a text that is going to be asked for many phrases.
func newWording(text string) wording {
	words := summarize(text)
	return wording{text, &words}
}

// says says whether the text holds one of the phrases, as containsAny has it.
func (w wording) says(phrases []string) bool {
	if w.words == nil {
		return containsAny(w.text, phrases)
	}
	for _, ph := range phrases {
		if w.index(ph) >= 0 {
			return true
		}
	}
	return false
}

// index finds a phrase in a text that has a summary, as indexPhrase does.
func (w wording) index(phrase string) int {
	if !w.words.has(phrase) {
		return -1
	}
	return indexPhrase(w.text, phrase)
}
