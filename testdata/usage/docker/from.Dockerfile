ARG OM=1.3.0
FROM alpine AS files
COPY --from=openmetadata/server:${OM} /opt /opt
COPY --from=openmetadata/server:1.12.0 /opt /opt
COPY --from=files /opt /opt
RUN --mount=type=bind,from=openmetadata/ingestion:1.4.0,target=/mnt true
