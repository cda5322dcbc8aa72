package usage

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

func init() { register(terraform{}) }

// terraform reads HCL: Terraform, OpenTofu, Terragrunt, Packer and Nomad.
type terraform struct{}

var terraformNames = named(`\.(tf|tofu|tfvars|hcl|nomad)$`, ".tf", ".tofu", ".hcl", ".nomad")

func (terraform) match(name string, _ []byte) bool { return terraformNames.MatchString(name) }

func (terraform) scan(f *file, code text) error {
	if tooDeep(code.s) || strings.Count(code.s, "-") > maxOperators || strings.Count(code.s, "!")+strings.Count(code.s, "?") > maxBrackets {
		return fmt.Errorf("line %d: nested too deeply to be read: check it by hand", f.line(code.start(0)))
	}
	if strings.Count(code.s, "\n")+strings.Count(code.s, "$${")+strings.Count(code.s, "%%{") > maxPartsOfText {
		return fmt.Errorf("line %d: too long to be read: check it by hand", f.line(code.start(0)))
	}
	parsed, problems := hclsyntax.ParseConfig([]byte(code.s), "", hcl.InitialPos)
	if body, ok := parsed.Body.(*hclsyntax.Body); ok { // what stands before an error, too
		r := hclReader{code: code, known: map[string]*node{}}
		r.collect(body)
		f.terraform(r.body(body))
	}
	if problems.HasErrors() {
		first := problems[0]
		return fmt.Errorf("line %d: not valid HCL: %s; what follows was not checked", f.line(code.start(min(first.Subject.Start.Byte, len(code.s)))), strings.ToLower(first.Summary))
	}
	return nil
}

// maxPartsOfText bounds the lines of here-documents, and what else a string is put
// together from: the parser's time grows with their square.
const maxPartsOfText = 20_000

// machineScripts are the arguments that hold what a machine runs when it starts,
// and the commands of provisioners.
var machineScripts = setOf(strings.Fields("user_data user_data_base64 custom_data startup_script metadata_startup_script startup-script inline"))

// yamlTexts are the arguments that hold YAML: the values of a chart, manifests.
var yamlTexts = setOf(strings.Fields("values yaml_body manifest"))

// terraform files what a configuration uses.
func (f *file) terraform(tree *node) {
	f.config(tree)
	f.helmParameters(tree)
	f.containers(tree)
	f.pythonsOf(tree)
	f.settings(tree)
	f.dependencies(tree)
	f.addresses(tree)
	f.embedded(tree)
	tree.walk(func(path []string, n *node) bool {
		switch {
		case n.isKey && machineScripts[n.key.s] && strings.HasPrefix(n.scalar.s, "#cloud-config"):
			f.embed("user-data.yaml", n.scalar)
		case n.isKey && machineScripts[n.key.s]:
			f.scriptsOf(n)
		case len(path) > 0 && yamlTexts[path[len(path)-1]] && strings.Contains(n.scalar.s, "\n"):
			f.embed("values.yaml", n.scalar)
		case n.kind == isScalar && jsonText.MatchString(n.scalar.s): // container_definitions = <<EOF
			f.embed("document.json", n.scalar)
		case n.kind == isScalar:
			if _, tag, _ := splitImage(strings.TrimSpace(n.scalar.s)); tag != "" {
				f.image(n.scalar) // docker_image's name, a variable's default
			}
		}
		return true
	})
}

var jsonText = regexp.MustCompile(`^\s*[\[{]\s*[\[{"]`)

// hclReader turns HCL into nodes.
type hclReader struct {
	code   text
	known  map[string]*node // the defaults of variables, and locals: "var.tag"
	filled int              // bytes that they were filled in with
}

// collect notes what variables and locals are, as far as the file says.
func (r *hclReader) collect(body *hclsyntax.Body) {
	for _, b := range body.Blocks {
		if initial := b.Body.Attributes["default"]; b.Type == "variable" && len(b.Labels) == 1 && initial != nil {
			r.known["var."+b.Labels[0]] = r.expression(initial.Expr)
		}
	}
	for _, b := range body.Blocks {
		if b.Type == "locals" {
			for _, a := range inOrder(b.Body.Attributes) {
				r.known["local."+a.Name] = r.expression(a.Expr)
			}
		}
	}
}

// inOrder are attributes as they are written.
func inOrder(attributes hclsyntax.Attributes) []*hclsyntax.Attribute {
	return slices.SortedFunc(maps.Values(attributes), func(a, b *hclsyntax.Attribute) int {
		return cmp.Compare(a.NameRange.Start.Byte, b.NameRange.Start.Byte)
	})
}

// body is a map of attributes and blocks.
func (r *hclReader) body(body *hclsyntax.Body) *node {
	n := &node{kind: isMap}
	for _, a := range inOrder(body.Attributes) {
		kid := r.expression(a.Expr)
		kid.key, kid.isKey = r.at(a.NameRange), true
		n.kids = append(n.kids, kid)
	}
	for _, b := range body.Blocks {
		kid := r.body(b.Body)
		kid.key, kid.isKey = r.at(b.TypeRange), true
		n.kids = append(n.kids, kid)
	}
	return n
}

func (r *hclReader) at(where hcl.Range) text {
	to := min(where.End.Byte, len(r.code.s))
	return r.code.part(min(where.Start.Byte, to), to)
}

// unknown stands for the whole of an expression whose value nobody knows.
func (r *hclReader) unknown(e hclsyntax.Expression) text {
	at := r.at(e.Range())
	return text{s: unknownValue}.placed(at.start(0), at.end(len(at.s)))
}

func (r *hclReader) expression(e hclsyntax.Expression) *node {
	switch e := e.(type) {
	case *hclsyntax.LiteralValueExpr:
		return &node{scalar: r.literal(e)}
	case *hclsyntax.TemplateExpr:
		var b textBuilder
		for _, part := range e.Parts {
			b.addText(r.text(part))
		}
		return &node{scalar: b.text()}
	case *hclsyntax.TemplateWrapExpr:
		return r.expression(e.Wrapped)
	case *hclsyntax.ParenthesesExpr:
		return r.expression(e.Expression)
	case *hclsyntax.ConditionalExpr: // one of the two, and the other one is as good
		return r.expression(e.TrueResult)
	case *hclsyntax.ScopeTraversalExpr:
		if n := r.known[r.at(e.Range()).s]; n != nil {
			return r.reference(n, e)
		}
	case *hclsyntax.TupleConsExpr:
		n := &node{kind: isList}
		for _, x := range e.Exprs {
			n.kids = append(n.kids, r.expression(x))
		}
		return n
	case *hclsyntax.ObjectConsExpr:
		n := &node{kind: isMap}
		for _, item := range e.Items {
			kid := r.expression(item.ValueExpr)
			kid.key, kid.isKey = r.key(item.KeyExpr), true
			n.kids = append(n.kids, kid)
		}
		return n
	case *hclsyntax.FunctionCallExpr:
		return r.call(e)
	}
	return &node{scalar: r.unknown(e)}
}

// reference is a known value, where it is used if it is a scalar.
func (r *hclReader) reference(n *node, e hclsyntax.Expression) *node {
	if n.kind != isScalar {
		return &node{kind: n.kind} // what is in it is met where it is written
	}
	if r.filled += len(n.scalar.s); r.filled > maxExpansion {
		return &node{scalar: r.unknown(e)}
	}
	at := r.at(e.Range())
	return &node{scalar: n.scalar.placed(at.start(0), at.end(len(at.s)))}
}

// text is the string that an expression is within another one.
func (r *hclReader) text(e hclsyntax.Expression) text {
	if n := r.expression(e); n.kind == isScalar {
		return n.scalar
	}
	return r.unknown(e)
}

// literal is a string, or what is written for a number.
func (r *hclReader) literal(e *hclsyntax.LiteralValueExpr) text {
	at := r.at(e.Range())
	if e.Val.IsNull() || e.Val.Type() != cty.String {
		return at
	}
	y := yamlReader{code: r.code}
	return y.align(e.Val.AsString(), min(e.Range().Start.Byte, len(r.code.s)))
}

func (r *hclReader) key(e hclsyntax.Expression) text {
	if k, ok := e.(*hclsyntax.ObjectConsKeyExpr); ok {
		if hcl.ExprAsKeyword(k.Wrapped) != "" && !k.ForceNonLiteral {
			return r.at(k.Range())
		}
		e = k.Wrapped
	}
	return r.text(e)
}

// call is what a function returns: an encoding is as good as what it encodes.
func (r *hclReader) call(e *hclsyntax.FunctionCallExpr) *node {
	var args []*node
	for _, a := range e.Args {
		args = append(args, r.expression(a))
	}
	switch {
	case len(args) == 0:
	case e.Name == "concat" || e.Name == "merge":
		n := &node{kind: args[0].kind}
		for _, a := range args {
			n.kids = append(n.kids, a.kids...)
		}
		return n
	case e.Name == "join" && len(args) == 2:
		var b textBuilder
		for i, w := range args[1].words() {
			if i > 0 {
				b.addText(args[0].scalar.placed(w.start(0), w.start(0)))
			}
			b.addText(w)
		}
		return &node{scalar: b.text()}
	case len(args) == 1 && e.Name != "file" && e.Name != "templatefile":
		return args[0]
	}
	return &node{scalar: r.unknown(e)}
}
