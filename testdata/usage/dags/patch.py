from metadata.ingestion.ometa.ometa_api import OpenMetadata
om = OpenMetadata(cfg)
om.patch_domain(entity=t, domain=d)
om.patch_owner(t)
