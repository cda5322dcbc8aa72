package facts

// summary is a set of the words of a text, each by its first letters. What is
// not in it does not stand in the text; what is in it may. Nearly every
// question put to a sentence is whether it holds one of a list of phrases, and
// nearly every answer is no: the summary gives it without reading the text again.
type summary [16]uint64

// summarize reads a text once for all the questions about it.
func summarize(text string) (s summary) {
	inWord := false
	for i := 0; i < len(text); i++ {
		begins := !inWord
		inWord = isWordByte(text[i])
		if begins {
			bit := wordBit(text[i:])
			s[bit>>6] |= 1 << (bit & 63)
		}
	}
	return s
}

// wordBit is the place in a summary of the word that text begins with, without
// regard to case: its first four letters decide. Case is a single bit of an
// ASCII letter; dropping it from other bytes only lets more words share a place.
func wordBit(text string) uint32 {
	var h uint32
	for i := 0; i < len(text) && i < 4; i++ {
		if i > 0 && !isWordByte(text[i]) {
			break
		}
		h = h<<8 | uint32(text[i]&^0x20)
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
		if bit := wordBit(ph); w.words[bit>>6]&(1<<(bit&63)) != 0 && indexPhrase(w.text, ph) >= 0 {
			return true
		}
	}
	return false
}
