package usage

import "github.com/omlint/omlint/probe/usage/python"

// requires are the arguments of setuptools.setup that list requirements
// (https://setuptools.pypa.io/en/latest/references/keywords.html).
var requires = map[string]bool{"install_requires": true, "setup_requires": true, "tests_require": true, "extras_require": true}

// setup files the packages that a call of setup in a setup.py requires.
func (m *module) setup(e *python.Expr) {
	if m.name != "setup.py" || e.X.Form != python.Ident && e.X.Form != python.Attribute || e.X.Name != "setup" {
		return
	}
	for _, i := range e.Items {
		if requires[i.Name] {
			m.node(i.Value, 0).walk(func(_ []string, n *node) bool {
				if n.kind == isScalar {
					m.require(n.scalar)
				}
				return true
			})
		}
	}
}
