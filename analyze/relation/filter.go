package relation

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// Filter chooses rows of a table. It is read from text:
//
//	wall>1s and (worker=w1 or outcome!=success)
//
// A comparison is a column, one of = != < <= > >= ~ !~ and a value; ~ matches a
// regular expression (RE2) anywhere in a text. A list has what is equal to one of
// its items. A value stands in quotes where it has blanks or parentheses; ? is
// what is unknown. A column of truths may stand alone. A comparison with what is
// unknown holds neither way, nor does its "not", as in SQL.
type Filter struct {
	columns []Column
	root    node
}

// maxFilter bounds the length of a filter, and maxDepth how deep it is nested.
const (
	maxFilter = 1 << 16
	maxDepth  = 200
)

// ParseFilter reads a filter on rows with these columns. The error is a
// *FilterError.
func ParseFilter(columns []Column, text string) (*Filter, error) {
	p := &parser{columns: columns, text: text}
	if len(text) > maxFilter {
		return nil, p.wrong(maxFilter, "it is too long")
	}
	root, err := p.or(0)
	if err == nil && p.peek() != "" {
		what := p.peek()
		err = p.wrong(p.at, fmt.Sprintf("%q is not expected here: 'and' or 'or' stands between comparisons", clipped(what)))
	}
	if err != nil {
		return nil, err
	}
	return &Filter{columns, root}, nil
}

// FilterError says what is wrong with a filter, and where.
type FilterError struct {
	Text   string
	Offset int // bytes
	Reason string
}

// Error names the place by what stands there.
func (e *FilterError) Error() string {
	before := min(max(e.Offset, 0), len(e.Text))
	place := "at its end"
	if rest := strings.TrimLeft(e.Text[before:], " \t\r\n"); rest != "" {
		place = fmt.Sprintf("at character %d, %q", utf8.RuneCountInString(e.Text[:len(e.Text)-len(rest)])+1, clipped(rest))
	}
	return place + ": " + e.Reason
}

// parser reads a filter by recursive descent.
type parser struct {
	columns []Column
	text    string
	at      int
}

func (p *parser) wrong(at int, reason string) error { return &FilterError{p.text, at, reason} }

func (p *parser) blanks() {
	for p.at < len(p.text) && strings.IndexByte(" \t\r\n", p.text[p.at]) >= 0 {
		p.at++
	}
}

func isName(c byte) bool {
	return c == '_' || c == '-' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

// peek returns the next word, else the next character, "" at the end.
func (p *parser) peek() string {
	p.blanks()
	end := p.at
	for end < len(p.text) && isName(p.text[end]) {
		end++
	}
	if end == p.at && end < len(p.text) {
		_, n := utf8.DecodeRuneInString(p.text[end:])
		end += n
	}
	return p.text[p.at:end]
}

// word takes the next word if it is this one.
func (p *parser) word(w string) bool {
	if next := p.peek(); strings.EqualFold(next, w) {
		p.at += len(next)
		return true
	}
	return false
}

func (p *parser) or(depth int) (node, error)  { return p.list(depth, "or", p.and) }
func (p *parser) and(depth int) (node, error) { return p.list(depth, "and", p.unary) }

func (p *parser) list(depth int, joint string, item func(int) (node, error)) (node, error) {
	if depth > maxDepth {
		return nil, p.wrong(p.at, "it is nested too deep")
	}
	first, err := item(depth)
	if err != nil || !p.word(joint) {
		return first, err
	}
	all := junction{or: joint == "or", parts: []node{first}}
	for {
		next, err := item(depth)
		if err != nil {
			return nil, err
		}
		all.parts = append(all.parts, next)
		if !p.word(joint) {
			return all, nil
		}
	}
}

func (p *parser) unary(depth int) (node, error) {
	switch {
	case depth > maxDepth:
		return nil, p.wrong(p.at, "it is nested too deep")
	case p.word("not"):
		of, err := p.unary(depth + 1)
		return negation{of}, err
	case p.word("("):
		open := p.at - 1
		inner, err := p.or(depth + 1)
		if err != nil {
			return nil, err
		}
		if !p.word(")") {
			return nil, p.wrong(open, "this parenthesis is not closed")
		}
		return inner, nil
	}
	return p.comparison()
}

// operators of comparisons, the longer ones first.
var comparisons = []string{"==", "!=", "<>", "<=", ">=", "!~", "=~", "=", "<", ">", "~"}

func (p *parser) comparison() (node, error) {
	name, from := p.peek(), p.at
	if name == "" || !isName(name[0]) {
		return nil, p.wrong(from, "a column is expected, such as "+p.someColumn())
	}
	column, err := Find(p.columns, name)
	if err != nil {
		return nil, p.wrong(from, err.Error())
	}
	p.at += len(name)
	p.blanks()
	operator := ""
	for _, o := range comparisons {
		if strings.HasPrefix(p.text[p.at:], o) {
			operator = o
			break
		}
	}
	c := comparison{column: column, kind: p.columns[column].Type}
	if operator == "" {
		if c.kind == Truth {
			c.operator, c.number = equal, number{low: 1, high: 1, real: 1}
			return c, nil
		}
		return nil, p.wrong(p.at, fmt.Sprintf("after %s one of = != < <= > >= ~ !~ is expected", name))
	}
	p.at += len(operator)
	c.operator = map[string]operation{"==": equal, "<>": unequal, "=~": matches}[operator]
	if c.operator == "" {
		c.operator = operation(operator)
	}
	value, at, quoted, err := p.value()
	if err != nil {
		return nil, err
	}
	if reason := c.take(p.columns[column], value, quoted, strings.EqualFold(name, p.columns[column].Name)); reason != "" {
		return nil, p.wrong(at, reason)
	}
	return c, nil
}

func (p *parser) someColumn() string {
	names := Names(p.columns)
	return strings.Join(names[:min(len(names), 8)], ", ")
}

// value reads what a column is compared to: up to a blank, or a parenthesis that
// it did not open, or the other quote.
func (p *parser) value() (value string, at int, quoted bool, err error) {
	p.blanks()
	from := p.at
	if from == len(p.text) {
		return "", from, false, p.wrong(from, "a value is expected")
	}
	if q := p.text[from]; q == '"' || q == '\'' {
		var b strings.Builder
		for i := from + 1; i < len(p.text); i++ {
			switch c := p.text[i]; {
			case c == q && i+1 < len(p.text) && p.text[i+1] == q: // two are one, as in SQL
				b.WriteByte(q)
				i++
			case c == q:
				p.at = i + 1
				return b.String(), from, true, nil
			default:
				b.WriteByte(c)
			}
		}
		return "", from, false, p.wrong(from, "this quote is not closed")
	}
	open := 0
	for p.at < len(p.text) {
		c := p.text[p.at]
		if c == '(' {
			open++
		}
		if c == ')' {
			if open == 0 {
				break
			}
			open--
		}
		if strings.IndexByte(" \t\r\n", c) >= 0 {
			break
		}
		p.at++
	}
	if p.at == from {
		return "", from, false, p.wrong(from, "a value is expected")
	}
	return p.text[from:p.at], from, false, nil
}

// take takes the value over, and says what is wrong with it, "" for nothing.
func (c *comparison) take(column Column, value string, quoted, named bool) string {
	if value == "?" && !quoted {
		if c.operator != equal && c.operator != unequal {
			return "only = and != go with ?, which is what is unknown"
		}
		c.unknown = true
		return ""
	}
	texts := column.Type == Text || column.Type == Texts
	if c.operator == matches || c.operator == mismatches {
		if !texts {
			return fmt.Sprintf("%s is a number or a truth: ~ matches texts only", column.Called())
		}
		re, err := regexp.Compile(value)
		if err != nil {
			return "it is no regular expression: " + strings.TrimPrefix(err.Error(), "error parsing regexp: ")
		}
		c.match = re
		return ""
	}
	switch {
	case texts:
		if c.operator != equal && c.operator != unequal {
			return fmt.Sprintf("%s is a text: it goes with = != ~ !~", column.Called())
		}
		c.text = value
		return ""
	case column.Type == Truth:
		if c.operator != equal && c.operator != unequal {
			return fmt.Sprintf("%s is true or false: it goes with = and !=", column.Called())
		}
		switch strings.ToLower(value) {
		case "true", "yes", "1":
			c.number = number{low: 1, high: 1}
		case "false", "no", "0":
		default:
			return fmt.Sprintf("%s is true or false", column.Called())
		}
		return ""
	case column.Type == Integers && c.operator != equal && c.operator != unequal:
		return fmt.Sprintf("%s is a list: = asks whether a number is in it, != whether it is not", column.Called())
	}
	n, err := parseNumber(column, value, named)
	if err != nil {
		return err.Error()
	}
	c.number = n
	return ""
}
