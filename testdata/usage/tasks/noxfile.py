import nox


@nox.session
def ingest(session):
    session.install("-q", "openmetadata-ingestion==1.3.0")
    session.install("-r", "requirements.txt")
    session.log("openmetadata-ingestion==1.3.0")
