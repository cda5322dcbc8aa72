FROM python:3.11 AS backup
ENTRYPOINT ["metadata"]
CMD ["backup", "-H", "db"]

FROM python:3.11 AS other
ENTRYPOINT ["/usr/bin/tool"]
CMD ["metadata", "backup"]

FROM python:3.11 AS plain
CMD ["metadata", "restore", "--input", "dump.sql"]

FROM python:3.11 AS script
ENTRYPOINT metadata insight -c config.yaml
CMD ["backup"]
