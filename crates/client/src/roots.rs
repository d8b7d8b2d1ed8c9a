//! Root certificates of a company's own, for servers that no public authority vouches for.

use std::path::{Path, PathBuf};

use lagoon_words::tr;
use rustls::pki_types::{CertificateDer, pem, pem::PemObject};

/// A file of certificates that cannot be used, with what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum RootsError {
    /// It cannot be read as PEM.
    #[error("{}", tr!("{path} cannot be read as certificates in PEM ({problem}). Check the file", path = path.display(), problem))]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        problem: pem::Error,
    },
    /// Nothing in it is a root certificate.
    #[error(
        "{}",
        tr!(
            "{path} holds no certificate in PEM (“BEGIN CERTIFICATE”). Ask whoever runs the server for the right file",
            path = _0.display()
        )
    )]
    Empty(PathBuf),
}

/// Reads a file of certificates in PEM (RFC 7468 §5).
pub fn read_roots(path: &Path) -> Result<Vec<CertificateDer<'static>>, RootsError> {
    let unreadable = |problem| RootsError::Unreadable { path: path.to_owned(), problem };
    let certificates = CertificateDer::pem_file_iter(path).map_err(unreadable)?;
    let roots = certificates.collect::<Result<Vec<_>, _>>().map_err(unreadable)?;
    if roots.is_empty() { Err(RootsError::Empty(path.to_owned())) } else { Ok(roots) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_certificates_is_read_or_its_fault_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("company.pem");
        assert!(matches!(read_roots(&path), Err(RootsError::Unreadable { .. })), "it is not there");
        let certificate = "-----BEGIN CERTIFICATE-----\nAAEC\n-----END CERTIFICATE-----\n";
        for (text, count) in [("", 0), ("no certificate\n", 0), (certificate, 1), (&certificate.repeat(2), 2)] {
            std::fs::write(&path, text).expect("written");
            match read_roots(&path) {
                Ok(roots) => assert_eq!(roots.len(), count),
                Err(error) => assert!(count == 0 && error.to_string().contains("company.pem"), "{error}"),
            }
        }
    }
}
