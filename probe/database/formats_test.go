package database_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/omlint/omlint/probe"
	"github.com/omlint/omlint/probe/database"
)

// everything lists what a file says: each server with its engine, its settings
// and what could not be read, then each key.
func everything(config database.Config, dir string) []string {
	lines := []string{}
	for _, db := range config.Databases {
		name := strings.ReplaceAll(db.Name, dir+"/", "")
		title := fmt.Sprintf("%s: %s %s", name, db.Format, db.Engine)
		if db.Flavour != "" {
			title += " " + db.Flavour
		}
		lines = append(lines, title)
		for i, line := range summary(db, dir) {
			line = strings.ReplaceAll(line, dir+"/", "")
			s := db.Settings[i]
			for _, more := range []string{s.Why, s.Note} {
				more, _, _ = strings.Cut(more, "settings of roles and databases")
				if more = strings.Trim(more, "; "); more != "" {
					line += "; " + strings.ReplaceAll(more, dir+"/", "")
				}
			}
			lines = append(lines, "  "+line)
		}
		if db.Why != "" {
			lines = append(lines, "  ! "+strings.ReplaceAll(db.Why, dir+"/", ""))
		}
	}
	for _, k := range config.Keys {
		text := fmt.Sprintf("%s: %s %d", strings.ReplaceAll(k.Place, dir+"/", ""), k.Name, len(k.Fingerprints))
		for _, more := range []string{k.Owner, k.Unless, k.Why} {
			if more != "" {
				text += ", " + more
			}
		}
		lines = append(lines, text)
	}
	return lines
}

// formatTest is a file and what it says.
type formatTest struct {
	name  string
	files []string // pairs of name and text; the first is read
	want  []string
}

func testFormat(t *testing.T, tests []formatTest) {
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			dir := files(t, test.files...)
			config, err := database.ReadConfig(filepath.Join(dir, test.files[0]))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, everything(config, dir)); diff != "" {
				t.Error(diff)
			}
			if shown := fmt.Sprintf("%+v", config); strings.Contains(shown, "sesame") {
				t.Errorf("a secret shows in %s", shown)
			}
		})
	}
}

func TestReadCompose(t *testing.T) {
	testFormat(t, []formatTest{
		{
			"flags in a text, in a list, folded and split",
			[]string{"docker-compose.yml", `services:
  text:
    image: docker.getcollate.io/openmetadata/db:1.6.4
    command: "--sort_buffer_size=10M"
  list:
    image: mysql:8.0
    command:
      - mysqld
      - --sort-buffer-size=20M
      - --max_allowed_packet
      - 64M
      - --skip-name-resolve
      - --sort_buffer_size=30M
  literal:
    image: mariadb:11
    command: |
      --sort_buffer_size=1M
      --loose-x='a b'
  folded:
    image: registry.example/postgres:15@sha256:abc
    command: >
      postgres -c work_mem=20MB
      --maintenance-work-mem=64MB -S 1024 -cmax_connections=50
`},
			[]string{
				"docker-compose.yml (service text): docker-compose mysql", "  sort_buffer_size=10485760 bytes (docker-compose.yml:4)",
				"docker-compose.yml (service list): docker-compose mysql", "  max_allowed_packet=67108864 bytes (docker-compose.yml:10)",
				"  skip_name_resolve=ON (docker-compose.yml:12)", "  sort_buffer_size=31457280 bytes (docker-compose.yml:13)",
				"docker-compose.yml (service literal): docker-compose mysql mariadb", "  sort_buffer_size=1048576 bytes (docker-compose.yml:17)", "  x=a b (docker-compose.yml:18)",
				"docker-compose.yml (service folded): docker-compose postgres", "  maintenance_work_mem=67108864 bytes (docker-compose.yml:21)",
				"  max_connections=50 (docker-compose.yml:21)", "  work_mem=1048576 bytes (docker-compose.yml:21)",
			},
		},
		{
			"what is no server",
			[]string{"compose.yaml", `services:
  mysql: {image: mysql}
  mysql-exporter: {image: prom/mysqld-exporter, command: --sort_buffer_size=1}
  backup: {image: postgres-backup-local}
  pgadmin: {image: dpage/pgadmin4}
  app: {image: app, command: --sort_buffer_size=1, environment: {MYSQL_ROOT_PASSWORD: sesame}}
`},
			[]string{"compose.yaml (service mysql): docker-compose mysql"},
		},
		{
			"servers of other images",
			[]string{"compose.yaml", `services:
  a: {build: ., environment: {MYSQL_ROOT_PASSWORD: sesame}, command: --a=1}
  b: {build: ., environment: [POSTGRES_PASSWORD=sesame], command: -c a.b=1}
  c: {image: ours, command: [sh, -c, "echo postgres; exec postgres -c a.b='2 3'"]}
  d: {image: ours, entrypoint: [docker-entrypoint.sh, mysqld], command: [--default-authentication-plugin, mysql_native_password, --a=1]}
`},
			[]string{
				"compose.yaml (service a): docker-compose mysql", "  a=1 (compose.yaml:2)",
				"compose.yaml (service b): docker-compose postgres", "  a.b=1 (compose.yaml:3)",
				"compose.yaml (service c): docker-compose postgres", "  a.b=2 3 (compose.yaml:4)",
				"compose.yaml (service d): docker-compose mysql", "  a=1 (compose.yaml:5)", "  default_authentication_plugin=mysql_native_password (compose.yaml:5)",
			},
		},
		{
			"anchors, merge keys and extends",
			[]string{"compose.yaml", `x-flags: &flags
  - --sort_buffer_size=20M
x-db: &db
  image: mysql:8
  command: *flags
services:
  a: {<<: *db}
  b: {<<: *db, command: --sort_buffer_size=1M}
  c: {extends: b}
  d: {extends: {service: c}, command: [--sort_buffer_size=2M]}
  e: {extends: {service: x, file: base.yaml}, image: mysql}
  f: {extends: f}
`},
			[]string{
				"compose.yaml (service a): docker-compose mysql", "  sort_buffer_size=20971520 bytes (compose.yaml:2)",
				"compose.yaml (service b): docker-compose mysql", "  sort_buffer_size=1048576 bytes (compose.yaml:8)",
				"compose.yaml (service c): docker-compose mysql", "  sort_buffer_size=1048576 bytes (compose.yaml:8)",
				"compose.yaml (service d): docker-compose mysql", "  sort_buffer_size=2097152 bytes (compose.yaml:10)",
				"compose.yaml (service e): docker-compose mysql",
				"  ! compose.yaml:11: what is included here could not be read, and may set other values: base.yaml holds the rest of this service: give what docker compose config prints",
			},
		},
		{
			"variables, and the file .env beside it",
			[]string{"compose.yaml", `services:
  mysql:
    image: ${IMAGE:-mysql}:${TAG}
    command:
      - --a=${A}
      - --b=${B:-10M}
      - --c=${C}
      - --d=$$C
      - --e=${E:?sesame}
      - --f=$(pwd)
`, ".env", "# c\nA=1\nC='2' # c\n"},
			[]string{
				"compose.yaml (service mysql): docker-compose mysql", "  a=1 (compose.yaml:5)",
				"  b=10485760 (compose.yaml:6); unless the environment sets B", "  c=2 (compose.yaml:7)", "  d=$C (compose.yaml:8)",
				"  e=? (compose.yaml:9); compose.yaml:9: it depends on the variable E",
				"  f=? (compose.yaml:10); compose.yaml:10: it depends on what is only known at run time",
			},
		},
		{
			"a variable without a value",
			[]string{"compose.yaml", "services:\n  mysql:\n    image: mysql\n    command: --a=${A}M --b=1\n"},
			[]string{"compose.yaml (service mysql): docker-compose mysql", "  a=? (compose.yaml:4); compose.yaml:4: it depends on the variable A", "  b=1 (compose.yaml:4)"},
		},
		{
			"files of this machine, which the command line overrides",
			[]string{
				"compose.yaml", `services:
  mysql:
    image: mysql
    command: --a=flag
    volumes:
      - ./conf.d:/etc/mysql/conf.d:ro
      - {type: bind, source: ./lost.cnf, target: /etc/my.cnf}
      - data:/var/lib/mysql
      - ./init.sql:/docker-entrypoint-initdb.d/init.sql
  postgres:
    image: postgres
    command: -c config_file=/etc/pg.conf -c work_mem=3MB
    volumes: ["./pg.conf:/etc/pg.conf"]
    configs: [{source: more, target: /etc/postgresql/conf.d/x.conf}]
configs:
  more:
    content: |
      max_connections = 7
`,
				"conf.d/a.cnf", "[mysqld]\na=file\nb=file\n!includedir /etc/mysql/more\n",
				"pg.conf", "work_mem=1MB\ntemp_buffers=2MB\n", "init.sql", "[",
			},
			[]string{
				"compose.yaml (service mysql): docker-compose mysql", "  a=flag (compose.yaml:4)", "  b=file (conf.d/a.cnf:3)",
				"  ! conf.d/a.cnf:4: what is included here could not be read, and may set other values: /etc/mysql/more is in the container: give it with --db-config, too; " +
					"compose.yaml:7: what is included here could not be read, and may set other values: stat lost.cnf: no such file or directory",
				"compose.yaml (service postgres): docker-compose postgres", "  config_file=/etc/pg.conf (compose.yaml:12)", "  max_connections=7 (compose.yaml:18)",
				"  temp_buffers=2097152 bytes (pg.conf:2)", "  work_mem=3145728 bytes (compose.yaml:12)",
			},
		},
		{
			"keys",
			[]string{"compose.yaml", `services:
  a: {image: om, environment: {FERNET_KEY: "${FERNET_KEY:-sesame}"}}
  b: {image: om, environment: ["FERNET_KEY=sesame,old"]}
  c: {image: om, environment: {FERNET_KEY: "${KEY}"}}
  d: {image: om, environment: {FERNET_KEY: ""}}
  e: {image: om, environment: [FERNET_KEY]}
`},
			[]string{
				"compose.yaml:2: FERNET_KEY 1, service a, FERNET_KEY", "compose.yaml:3: FERNET_KEY 2, service b",
				"compose.yaml:4: FERNET_KEY 0, service c, it depends on the variable KEY", "compose.yaml:5: FERNET_KEY 0, service d, it is empty",
			},
		},
		{
			"a secret among the flags",
			[]string{"compose.yaml", "services:\n  mysql:\n    image: mysql\n    command: --a_password=sesame\n"},
			[]string{"compose.yaml (service mysql): docker-compose mysql", "  a_password=? (compose.yaml:4); withheld: it may hold a secret"},
		},
	})
}

func TestReadHelm(t *testing.T) {
	testFormat(t, []formatTest{
		{
			"values of a chart with MySQL",
			[]string{"values.yaml", `mysql:
  enabled: true
  primary:
    extraFlags: "--sort_buffer_size=10M --max-allowed-packet=64M"
    configuration: |-
      [mysqld]
      sort_buffer_size=1M
      port=3306
  secondary:
    extraFlags: --sort_buffer_size=1
postgresql: {enabled: false, primary: {extendedConfiguration: "work_mem = 1MB"}}
`},
			[]string{
				"values.yaml (mysql): helm mysql", "  max_allowed_packet=67108864 bytes (values.yaml:4)", "  port=3306 (values.yaml:8)",
				"  sort_buffer_size=10485760 bytes (values.yaml:4)",
			},
		},
		{
			"values of a chart with PostgreSQL",
			[]string{"values.yaml", `postgresql:
  postgresqlParameters: {work_mem: 8MB}
  primary:
    configuration: "work_mem = 1MB"
    extendedConfiguration: |
      # more
      work_mem = 2MB
      include 'x'
`},
			[]string{
				"values.yaml (postgresql): helm postgres", "  work_mem=2097152 bytes (values.yaml:7)",
				"  ! values.yaml:8: what is included here could not be read, and may set other values: x is in the container: give it with --db-config, too",
			},
		},
		{
			"older charts",
			[]string{"values.yaml", "postgresql:\n  postgresqlExtendedConf: {workMem: 20MB, maxConnections: 5}\nmysql:\n  master: {extraFlags: --a=1}\nmariadb:\n  configurationFiles:\n    my.cnf: |\n      [mysqld]\n      a=2\n"},
			[]string{
				"values.yaml (postgresql): helm postgres", "  max_connections=5 (values.yaml:2)", "  work_mem=20971520 bytes (values.yaml:2)",
				"values.yaml (mysql): helm mysql", "  a=1 (values.yaml:4)", "values.yaml (mariadb): helm mysql mariadb", "  a=2 (values.yaml:9)",
			},
		},
		{
			"values of the database's own chart",
			[]string{"my.yaml", "primary:\n  extraFlags: --a=1\n"},
			[]string{"my.yaml: helm mysql", "  a=1 (my.yaml:2)"},
		},
		{
			"configuration that is elsewhere",
			[]string{"values.yaml", "mysql:\n  primary:\n    existingConfigmap: cm\n"},
			[]string{"values.yaml (mysql): helm mysql", "  ! values.yaml:3: what is included here could not be read, and may set other values: it is in the ConfigMap cm: give kubectl get configmap cm -o yaml, too"},
		},
		{
			"the key of OpenMetadata's chart",
			[]string{"values.yaml", "openmetadata:\n  config:\n    fernetkey:\n      value: sesame\n"},
			[]string{"values.yaml:4: FERNET_KEY 1"},
		},
		{
			"the key in a Secret",
			[]string{"values.yaml", "openmetadata: {config: {fernetkey: {value: '', secretRef: om, secretKey: k}}}\n"},
			[]string{"values.yaml:1: FERNET_KEY 0, it is in the Secret om"},
		},
	})
}

func TestReadKubernetes(t *testing.T) {
	testFormat(t, []formatTest{
		{
			"a StatefulSet with the ConfigMap that it mounts",
			[]string{"m.yaml", `apiVersion: v1
kind: ConfigMap
metadata: {name: my}
data:
  my.cnf: |
    [mysqld]
    a=file
    b=file
  other.txt: "[mysql]"
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: mysql}
spec:
  template:
    spec:
      initContainers: [{name: init, image: mysql, args: [--a=init]}]
      containers:
        - name: mysql
          image: mysql:8
          args: [--a=flag, "--c=$(C)"]
          volumeMounts:
            - {name: cnf, mountPath: /etc/mysql/conf.d}
            - {name: lost, mountPath: /etc/my.cnf}
      volumes:
        - {name: cnf, configMap: {name: my}}
        - {name: lost, configMap: {name: lost}}
`},
			[]string{
				"m.yaml (StatefulSet mysql): kubernetes mysql", "  a=flag (m.yaml:21)", "  b=file (m.yaml:8)",
				"  c=? (m.yaml:21); m.yaml:21: it depends on a variable of the container",
				"  ! m.yaml:27: what is included here could not be read, and may set other values: it is in the ConfigMap lost: give kubectl get configmap lost -o yaml, too",
			},
		},
		{
			"ConfigMaps on their own, and a list",
			[]string{"m.yaml", `apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: ConfigMap
  metadata: {name: a}
  data: {nginx.conf: "server { }", x.conf: "work_mem = 20MB"}
- apiVersion: v1
  kind: ConfigMap
  metadata: {name: b}
  data:
    x.cnf: |
      [mysqld]
      a=1
`},
			[]string{"m.yaml (ConfigMap a): kubernetes postgres", "  work_mem=20971520 bytes (m.yaml:7)", "m.yaml (ConfigMap b): kubernetes mysql", "  a=1 (m.yaml:14)"},
		},
		{
			"operators",
			[]string{"m.yaml", `apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata: {name: pg}
spec: {postgresql: {parameters: {work_mem: 20MB}}}
---
apiVersion: k8s.mariadb.com/v1alpha1
kind: MariaDB
metadata: {name: my}
spec:
  myCnf: |
    [mariadb]
    a=1
`},
			[]string{"m.yaml (Cluster pg): kubernetes postgres", "  work_mem=20971520 bytes (m.yaml:4)", "m.yaml (MariaDB my): kubernetes mysql mariadb", "  a=1 (m.yaml:12)"},
		},
		{
			"keys",
			[]string{"m.yaml", `apiVersion: v1
kind: Secret
metadata: {name: a}
data: {FERNET_KEY: c2VzYW1l}
stringData: {FERNET_KEY: sesame}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: om}
spec:
  template:
    spec:
      containers:
        - {name: om, image: om, env: [{name: FERNET_KEY, value: sesame}]}
        - {name: x, image: om, env: [{name: FERNET_KEY, valueFrom: {secretKeyRef: {name: a, key: k}}}]}
`},
			[]string{
				"m.yaml:14: FERNET_KEY 1, Deployment om container om", "m.yaml:15: FERNET_KEY 0, Deployment om container x, it is in the Secret a",
				"m.yaml:4: FERNET_KEY 1, Secret a", "m.yaml:5: FERNET_KEY 1, Secret a",
			},
		},
	})
}

func TestReadProviders(t *testing.T) {
	testFormat(t, []formatTest{
		{
			"Amazon RDS",
			[]string{"p.json", "{\n\t\"Parameters\": [\n\t\t{\"ParameterName\": \"sort_buffer_size\",\n\t\t \"ParameterValue\": \"262144\", \"Source\": \"user\"}]}\n"},
			[]string{"p.json: rds mysql rds-mysql", "  sort_buffer_size=262144 bytes (p.json:4 (source user))"},
		},
		{
			"Amazon Aurora",
			[]string{"p.json", `[{"ParameterName": "work_mem", "ParameterValue": "4096", "Source": "user", "ApplyType": "static"}, {"ParameterName": "apg_plan_mgmt.x"}]`},
			[]string{"p.json: rds postgres aurora-postgres", "  work_mem=4194304 bytes (p.json:1 (source user)); a static parameter: in force only once the instance was restarted after the change"},
		},
		{
			"Azure Database for PostgreSQL",
			[]string{"p.json", `[
{"name": "work_mem", "value": "20480", "source": "user-override", "unit": "KB", "isConfigPendingRestart": false, "type": "Microsoft.DBforPostgreSQL/flexibleServers/configurations"},
{"name": "max_connections", "value": "100", "source": "user-override", "isConfigPendingRestart": true, "type": "Microsoft.DBforPostgreSQL/flexibleServers/configurations"}
]`},
			[]string{
				"p.json: azure postgres azure-postgres", "  max_connections=100 (p.json:3 (source user-override)); another value is waiting for a restart of the server",
				"  work_mem=20971520 bytes (p.json:2 (source user-override))",
			},
		},
		{
			"Azure Database for MySQL",
			[]string{"p.json", `[{"name": "sort_buffer_size", "value": "20971520", "currentValue": "524288", "source": "user-override", "isConfigPendingRestart": "True", "type": "Microsoft.DBforMySQL/flexibleServers/configurations"}]`},
			[]string{"p.json: azure mysql azure-mysql", "  sort_buffer_size=524288 bytes (p.json:1 (source user-override)); 20971520 is waiting for a restart of the server"},
		},
		{
			"Cloud SQL, as YAML",
			[]string{"i.yaml", "databaseVersion: POSTGRES_15\nname: om\nsettings:\n  databaseFlags:\n  - name: work_mem\n    value: '4096'\n"},
			[]string{"i.yaml: cloudsql postgres cloudsql-postgres", "  work_mem=4194304 bytes (i.yaml:6)"},
		},
		{
			"Cloud SQL without flags, as JSON",
			[]string{"i", "{\"databaseVersion\": \"MYSQL_8_0_36\", \"settings\": {\"tier\": \"x\"}}"},
			[]string{"i: cloudsql mysql cloudsql-mysql"},
		},
		{
			"SET PERSIST, first form",
			[]string{"mysqld-auto.cnf", `{ "Version" : 1 , "mysql_server" : { "sort_buffer_size" : { "Value" : "20971520" , "Metadata" : { "Timestamp" : 1 , "User" : "root" , "Host" : "localhost" } },
"mysql_server_static_options" : { "back_log" : { "Value" : "80" } } } }`},
			[]string{"mysqld-auto.cnf: mysqld-auto.cnf mysql", "  back_log=80 (mysqld-auto.cnf:2)", "  sort_buffer_size=20971520 bytes (mysqld-auto.cnf:1)"},
		},
		{
			"SET PERSIST, beside the option file and in the data directory",
			[]string{"my.cnf", "[mysqld]\ndatadir=DIR/data\nsort_buffer_size=1M\n", "data/mysqld-auto.cnf", `{"Version": 2, "mysql_dynamic_variables": {"sort_buffer_size": {"Value": "20971520"}}}`},
			[]string{"my.cnf: my.cnf mysql", "  datadir=data (my.cnf:2)", "  sort_buffer_size=20971520 bytes (data/mysqld-auto.cnf:1)"},
		},
		{
			"SET PERSIST, ignored",
			[]string{"my.cnf", "[mysqld]\npersisted_globals_load=OFF\na=1\n", "mysqld-auto.cnf", `{"Version": 2, "mysql_dynamic_variables": {"a": {"Value": "2"}}}`},
			[]string{"my.cnf: my.cnf mysql", "  a=1 (my.cnf:3)", "  persisted_globals_load=OFF (my.cnf:2)"},
		},
		{
			"SET PERSIST, broken",
			[]string{"my.cnf", "[mysqld]\na=1\n", "mysqld-auto.cnf", `{"Version": 2`},
			[]string{"my.cnf: my.cnf mysql", "  a=1 (my.cnf:2)", "  ! mysqld-auto.cnf: what is included here could not be read, and may set other values: it is no file of SET PERSIST"},
		},
	})
}

func TestReadKeys(t *testing.T) {
	testFormat(t, []formatTest{
		{"an env file", []string{"om.env", "A=1\nexport FERNET_KEY=\"old\"\nFERNET_KEY='sesame' # c\nPORT=1\n"}, []string{"om.env:3: FERNET_KEY 1"}},
		{"an env file beside a server", []string{".env", "FERNET_KEY=a,b\n"}, []string{".env:1: FERNET_KEY 2"}},
		{
			"openmetadata.yaml",
			[]string{"openmetadata.yaml", "server: {x: 1}\nfernetConfiguration:\n  fernetKey: ${FERNET_KEY:-sesame}\n"},
			[]string{"openmetadata.yaml:3: FERNET_KEY 1, FERNET_KEY"},
		},
		{"openmetadata.yaml without a default", []string{"openmetadata.yaml", "fernetConfiguration:\n  fernetKey: ${FERNET_KEY}\n"}, []string{"openmetadata.yaml:2: FERNET_KEY 0, it depends on the variable FERNET_KEY"}},
	})
}

// Keys are told apart without being told.
func TestFingerprint(t *testing.T) {
	own := probe.Fingerprint("c2VzYW1lLXNlc2FtZS1zZXNhbWUtc2VzYW1lLXNlcw==")
	for _, test := range []struct {
		key  string
		same bool
	}{
		{"c2VzYW1lLXNlc2FtZS1zZXNhbWUtc2VzYW1lLXNlcw", true},
		{" c2VzYW1lLXNlc2FtZS1zZXNhbWUtc2VzYW1lLXNlcw==", true},
		{"c2VzYW1lLXNlc2FtZS1zZXNhbWUtc2VzYW1lLXNlcx==", false},
	} {
		if (probe.Fingerprint(test.key) == own) != test.same {
			t.Errorf("%s: the same as the other key is %t", test.key, !test.same)
		}
	}
}
